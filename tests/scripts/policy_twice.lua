local j = require "junkan"
local function wait(now, region) end
return j.scenario {
  policy = wait,
  policies = { { run = wait } },
}
