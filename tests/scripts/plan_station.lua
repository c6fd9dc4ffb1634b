local j = require "junkan"
return j.scenario {
  start = "2026-04-01", years = 5,
  towns = { { name = "Buzen", truck = "3t", trucks = -1, truck_days = { monday = 1 } } },
  stations = {
    { town = "Buzen", type = "staffed", households = 800 },
    { town = "Busen", type = "self_run", households = -5 },
    { town = "Buzen", type = "pool_staffed", housholds = 800, hours = 30 },
    { town = "Buzen", type = "pool_staffed", basket = "kamikatsu", self_run_from = "tomorrow" },
    { town = "Buzen", type = "pool_staffed", distance = "5 kg", opens = "2028", closes = "2027" },
    { type = "pool_staffed" },
  },
}
