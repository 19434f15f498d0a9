"""Plain files in and out: rosters, price lists, the register. A file is read in whole or not at all."""
