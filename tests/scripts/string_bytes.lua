local j = require "junkan"
return j.scenario {
  towns = {
    { name = "Bihoro\0" },
    { name = "\x94\xfc\x96y" },
  },
}
