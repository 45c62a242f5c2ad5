"""What must hold for every address at once; one house with a row of every kind is asked for everything."""
