local s = ("a"):rep(100000)
return s:find((".-"):rep(8) .. "b")
