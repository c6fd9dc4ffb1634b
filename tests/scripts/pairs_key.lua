local t = { [true] = 1 }
for k, v in pairs(t) do end
