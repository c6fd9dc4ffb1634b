local s = "x"
for _ = 1, 100 do s = s .. s end
