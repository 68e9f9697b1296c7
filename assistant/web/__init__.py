"""The web app: a chat and plain pages over one register, for the person at this machine."""
