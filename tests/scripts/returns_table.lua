return { name = "forgot j.scenario", years = 5 }
