"""The command line: reads the words, asks the desk and the views, prints. Nothing is decided here."""
