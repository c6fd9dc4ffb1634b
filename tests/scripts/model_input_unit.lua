local j = require "junkan"
return j.model {
  inputs = {
    length = j.normal("2 m", "10 cm"),
    width = j.uniform(3, 1),
    k = j.discrete({ 1, "2 m" }, { 1, 1 }),
  },
  outputs = { "y" },
  metrics = { "z" },
  eval = function(x) return x.length end,
}
