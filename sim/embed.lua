-- embed.lua BUILD FILE... - prints a C file that holds the given files as strings, for
-- embedded_text(); "build" gives BUILD, a hash of the program's sources.
local build = table.remove(arg, 1)
io.write('#include "sim/registry.h"\n#include <string.h>\n')
local names = {}
for i, path in ipairs(arg) do
    local f = assert(io.open(path, "rb"))
    local text = f:read("a")
    f:close()
    io.write(("static const char file_%d[] = {"):format(i))
    for p = 1, #text do
        io.write(p % 24 == 1 and "\n" or "", text:byte(p) > 127 and text:byte(p) - 256 or text:byte(p), ",")
    end
    io.write("0};\n")
    names[i] = path:match("([^/]*)%.embed$") or path -- made by the build: known by its own name
end
io.write("const char *embedded_text(const char *name)\n{\n")
for i, path in ipairs(names) do
    io.write(('    if (strcmp(name, "%s") == 0) return file_%d;\n'):format(path, i))
end
io.write(('    if (strcmp(name, "build") == 0) return "%s";\n'):format(build))
io.write("    return NULL;\n}\n")
io.write("const char *embedded_name(size_t i)\n{\n    static const char *const name[] = {")
for _, path in ipairs(names) do io.write(('"%s", '):format(path)) end
io.write("NULL};\n    return i < sizeof name / sizeof *name ? name[i] : NULL;\n}\n")
