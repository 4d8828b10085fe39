"""The Telegram bot and the command line; both ask `retrieval` and show what it finds."""
