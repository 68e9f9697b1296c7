"""The commands of ``action-plans``, a module for each group of them.

A command imports what it needs inside its function: a question that needs no topic must not wait for a model to load.
"""
