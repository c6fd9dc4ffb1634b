local j = require "junkan"
return j.scenario { name = os.getenv("USER"), years = 5 }
