"""From a published document to the register: tables of cells, then plans, items and actions, then checks."""
