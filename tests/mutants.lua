-- mutants.lua FILE.c : small breakages of a model's kernels, for tests/mutants.sh.
--   lua5.4 mutants.lua FILE.c list          one line per mutant: number, line, what
--   lua5.4 mutants.lua FILE.c make NUMBER   the mutated source
-- Only code inside function bodies is touched; loop heads, indices and declarations of pointers are
-- left alone. SPDX-License-Identifier: GPL-3.0-or-later
local path, what, number = arg[1], arg[2], tonumber(arg[3])
local f = assert(io.open(path))
local source = f:read("a")
f:close()

-- The same text with comments and strings blanked out, so that positions agree.
local function blank(s) return (s:gsub("[^\n]", " ")) end
local code = source:gsub("/%*.-%*/", blank):gsub('"[^"\n]*"', blank)

-- Operators in kernels, with what they become and the name of the fault.
local swaps = {
    { " %+ ", " - ", "flipped sign" }, { " %- ", " + ", "flipped sign" },
    { " %* ", " / ", "times became divided by" }, { " / ", " * ", "divided by became times" },
    { " < ", " > ", "less became more" }, { " > ", " < ", "more became less" },
    { " >= ", " < ", "turned comparison" }, { " <= ", " > ", "turned comparison" },
    { " %+= ", " = ", "dropped the sum so far" }, { " %-= ", " += ", "flipped sign" },
    { "lane_min%(", "lane_max(", "least became most" }, { "lane_max%(", "lane_min(", "most became least" },
    { "%f[%w.]1000%.0%f[^%w.]", "1.0", "lost unit" }, { "%f[%w.]1e%-3%f[^%w.]", "1.0", "lost unit" },
    { "%f[%w.]0%.001%f[^%w.]", "1.0", "lost unit" },
}
-- "a + term;" without its last term; a line "x += term;" or "x -= term;" without itself.
local drops = {
    { "() [+-] [%w_>.%[%]%-]+();", "dropped term" }, { "\n()[ \t]*[%w_>.%[%]%-]+ [+-]= [^;\n]*;()", "dropped statement" },
}

-- Bodies: from a "{" to a "}" that begin a line.
local inside, at = {}, 1
for line in (code .. "\n"):gmatch("(.-)\n") do
    if line:match("^{") then inside.open = true end
    if inside.open then
        local head = line:match("^%s*for ") or line:match("LANES_LOOP") or line:match("^%s*const struct")
            or line:match("^%s*struct") or line:match("size_t") or line:match("uint32_t")
        if not head then inside[#inside + 1] = { at, at + #line } end
    end
    if line:match("^}") then inside.open = nil end
    at = at + #line + 1
end
local function in_body(a, b)
    for _, r in ipairs(inside) do if a >= r[1] and b <= r[2] + 1 then return true end end
end
-- Between "[" and "]" stand indices: a wrong one is a crash, not a wrong model.
local function in_index(a)
    local line = code:sub(1, a):match("[^\n]*$")
    local _, open = line:gsub("%[", "")
    local _, close = line:gsub("%]", "")
    return open > close
end

local mutant = {}
local function add(a, b, text, name) -- replace [a, b) by text
    if in_body(a, b) and not in_index(a) then mutant[#mutant + 1] = { a, b, text, name } end
end
for _, s in ipairs(swaps) do
    local from = 1
    while true do
        local a, b = code:find(s[1], from)
        if not a then break end
        add(a, b + 1, s[2], s[3])
        from = a + 1
    end
end
for _, d in ipairs(drops) do
    for a, b in code:gmatch(d[1]) do add(a, b, "", d[2]) end
end
table.sort(mutant, function(x, y) if x[1] ~= y[1] then return x[1] < y[1] end return x[4] < y[4] end)

local function line_of(p) return select(2, source:sub(1, p):gsub("\n", "")) + 1 end
if what == "list" then
    for i, m in ipairs(mutant) do
        local n = line_of(m[1])
        local text = source:sub(1, m[1]):match("[^\n]*$") .. source:sub(m[1] + 1):match("[^\n]*")
        print(("%d\t%d\t%s\t%s"):format(i, n, m[4], (text:gsub("^%s+", ""))))
    end
else
    local m = mutant[number]
    io.write(source:sub(1, m[1] - 1), m[3], source:sub(m[2]))
end
