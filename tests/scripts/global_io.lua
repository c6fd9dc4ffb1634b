local f = io.open("towns.csv")
