/* script_file.c - which files a script may read, and reading each once.
 *
 * A name is looked for below the script's folder, then below each --data folder; the real path
 * must lie in the same folder's real path, so links do not lead out. In a policy's state texts
 * come from memory alone. SPDX-License-Identifier: GPL-3.0-or-later */
#define _XOPEN_SOURCE 700 /* realpath */
#include "sim/script_internal.h"
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 64 * 1024 * 1024 };

const struct source *script_source(const struct script *s, const char *name)
{
    for (size_t i = 0; i < s->n_source; i++)
        if (strcmp(s->source[i].name, name) == 0)
            return &s->source[i];
    return NULL;
}

bool script_utf8_ok(const char *text, size_t n)
{
    const unsigned char *s = (const unsigned char *)text;
    for (size_t i = 0; i < n;) {
        const unsigned c = s[i];
        const size_t more = c < 0x80                ? 0
                            : c >= 0xC2 && c < 0xE0 ? 1
                            : (c & 0xF0) == 0xE0    ? 2
                            : c >= 0xF0 && c < 0xF5 ? 3
                                                    : SIZE_MAX;
        if (c == 0 || more == SIZE_MAX || n - i <= more)
            return false;
        for (size_t k = 1; k <= more; k++)
            if ((s[i + k] & 0xC0) != 0x80)
                return false;
        if ((c == 0xE0 && s[i + 1] < 0xA0) || (c == 0xED && s[i + 1] > 0x9F) ||
            (c == 0xF0 && s[i + 1] < 0x90) || (c == 0xF4 && s[i + 1] > 0x8F))
            return false; /* overlong, surrogate, beyond U+10FFFF */
        i += more + 1;
    }
    return true;
}

/* A descriptor of the file below `dir`, or -1: *outside if it is there but not allowed. */
static int open_below(const char *dir, const char *name, bool *outside)
{
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s%s", dir, name) >= (int)sizeof path)
        return -1;
    char *real = realpath(path, NULL);
    if (real == NULL)
        return -1;
    const bool inside = strncmp(real, dir, strlen(dir)) == 0;
    struct stat st;
    int fd = inside ? open(real, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    free(real);
    *outside = *outside || !inside;
    if (fd >= 0 && (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))) {
        close(fd);
        fd = -1;
    }
    return fd;
}

/* Reads all of fd into the arena and closes it. NULL: cannot, or too large. */
static char *read_all(struct arena *a, int fd, size_t *size)
{
    struct stat st;
    char *text = NULL;
    size_t n = 0;
    if (fstat(fd, &st) == 0 && st.st_size >= 0 && st.st_size <= FILE_BYTES_MAX)
        text = arena_alloc(a, (size_t)st.st_size + 1, 1);
    while (text && n < (size_t)st.st_size) {
        const ssize_t got = read(fd, text + n, (size_t)st.st_size - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        n += (size_t)got;
    }
    close(fd);
    if (text)
        text[n] = '\0';
    *size = n;
    return text;
}

static struct source *add_source(struct script *s, const char *name, char *text, size_t size)
{
    if (!mem_grow((void **)&s->source, &s->source_capacity, s->n_source, sizeof *s->source))
        return NULL;
    char *kept = arena_strdup(s->arena, name);
    if (kept == NULL)
        return NULL;
    if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        text += 3, size -= 3;
    s->source[s->n_source] = (struct source){.name = kept, .text = text, .size = size};
    return &s->source[s->n_source++];
}

/* Pushes the name with "./" and "//" taken out, so that one file has one name. */
static const char *tidy(lua_State *L, const char *name)
{
    char *t = lua_newuserdatauv(L, strlen(name) + 1, 0);
    char *out = t;
    for (const char *p = name; *p;) {
        if (out == t || out[-1] == '/') {
            if (*p == '/' && out > t) {
                p++;
                continue;
            }
            if (p[0] == '.' && p[1] == '/') {
                p += 2;
                continue;
            }
        }
        *out++ = *p++;
    }
    lua_pushlstring(L, t, (size_t)(out - t));
    lua_remove(L, -2);
    return lua_tostring(L, -1);
}

/* Absolute, or above its folder by its own words. */
static bool leads_out(const char *name)
{
    long depth = 0;
    for (const char *p = name; *p && depth >= 0; p += strcspn(p, "/"), p += *p == '/')
        depth += strncmp(p, "../", 3) == 0 || strcmp(p, "..") == 0 ? -1 : 1;
    return name[0] == '/' || depth < 0;
}

const struct source *script_read(lua_State *L, const char *given, bool lua)
{
    struct sandbox *sb = sandbox_of(L);
    struct script *s = sb->script;
    const char *name = tidy(L, given);
    const int top = lua_gettop(L);
    const struct source *known = script_source(s, name);
    if (known) {
        lua_settop(L, top - 1);
        return known;
    }
    bool outside = leads_out(name);
    int fd = -1;
    for (size_t i = 0; i < s->n_dir && fd < 0 && !outside && sb->diags; i++)
        fd = open_below(s->dir[i], name, &outside);
    if (fd < 0)
        script_fail(L, outside ? MSG_SCRIPT_FILE_OUTSIDE : MSG_SCRIPT_FILE_MISSING, NULL, name,
                    NULL, NULL);
    size_t size;
    char *text = read_all(s->arena, fd, &size);
    if (text == NULL && arena_failed(s->arena))
        script_raise(L, "not enough memory");
    if (text == NULL)
        script_fail(L, MSG_SCRIPT_FILE_LARGE, NULL, name, NULL, NULL);
    struct source *src = add_source(s, name, text, size);
    if (src == NULL)
        script_raise(L, "not enough memory");
    src->lua = lua;
    if (!script_utf8_ok(src->text, src->size))
        script_fail(L, MSG_SCRIPT_FILE_UTF8, NULL, name, NULL, NULL);
    lua_settop(L, top - 1);
    return src;
}

char *script_real_dir(struct arena *a, const char *dir)
{
    char *real = realpath(dir, NULL);
    if (real == NULL)
        return NULL;
    const size_t n = strlen(real);
    char *kept = arena_printf(a, n && real[n - 1] == '/' ? "%s" : "%s/", real);
    free(real);
    return kept;
}

bool script_read_main(struct script *s, const char *path, struct diags *d)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    char *dir = slash ? arena_strdup(s->arena, path) : arena_strdup(s->arena, ".");
    if (dir && slash)
        dir[slash - path + 1] = '\0';
    const struct where at = {path, 0, false};
    const int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        diag_add(d, at, "", MSG_SCRIPT_MAIN_MISSING, fd < 0 ? strerror(errno) : strerror(EISDIR),
                 NULL);
        if (fd >= 0)
            close(fd);
        return false;
    }
    size_t size;
    char *text = read_all(s->arena, fd, &size);
    struct source *src = text && dir ? add_source(s, name, text, size) : NULL;
    if (src == NULL) {
        const bool large = text == NULL && !arena_failed(s->arena);
        diag_add(d, at, "", large ? MSG_SCRIPT_FILE_LARGE : MSG_OUT_OF_MEMORY, name, NULL);
        return false;
    }
    src->lua = true;
    if (!script_utf8_ok(src->text, src->size)) {
        diag_add(d, at, "", MSG_SCRIPT_FILE_UTF8, name, NULL);
        return false;
    }
    s->dir[s->n_dir] = script_real_dir(s->arena, dir);
    if (s->dir[s->n_dir])
        s->n_dir++;
    return true;
}

/* --- require --------------------------------------------------------------------------------- */

/* Compiles with exact lines where that works: syntax errors must quote the text as written. */
void script_load_chunk(lua_State *L, const struct source *src)
{
    struct script *s = sandbox_of(L)->script;
    const char *chunk = lua_pushfstring(L, "@%s", src->name);
    if (luaL_loadbufferx(L, src->text, src->size, chunk, "t") != LUA_OK)
        lua_error(L);
    const size_t number = (size_t)(src - s->source);
    if (sandbox_of(L)->diags && source_scan(&s->source[number], s->arena, (unsigned)number)) {
        if (luaL_loadbufferx(L, src->marked, src->marked_size, chunk, "t") == LUA_OK)
            lua_remove(L, -2);
        else
            lua_pop(L, 1);
    }
    lua_getfield(L, LUA_REGISTRYINDEX, REG_GLOBALS);
    lua_setupvalue(L, -2, 1);
    lua_remove(L, -2);
}

int script_require(lua_State *L)
{
    const char *name = luaL_checkstring(L, 1);
    lua_settop(L, 1);
    if (sandbox_of(L)->in_policy)
        script_fail(L, MSG_SCRIPT_NOT_IN_POLICY, NULL, "require", NULL, NULL);
    const char *file = "junkan";
    if (strcmp(name, file) != 0) {
        const size_t n = strlen(name);
        const bool suffix = n > 4 && strcmp(name + n - 4, ".lua") == 0;
        if (!suffix && strchr(name, '/') == NULL)
            name = luaL_gsub(L, name, ".", "/");
        file = lua_pushfstring(L, "%s%s", name, suffix ? "" : ".lua");
        file = tidy(L, file);
    }
    lua_getfield(L, LUA_REGISTRYINDEX, REG_LOADED);
    const int loaded = lua_gettop(L);
    if (lua_getfield(L, loaded, file) != LUA_TNIL) {
        if (lua_isboolean(L, -1) && !lua_toboolean(L, -1))
            script_fail(L, MSG_SCRIPT_REQUIRE_CIRCLE, NULL, file, NULL, NULL);
        return 1;
    }
    const struct source *src = script_read(L, file, true);
    lua_pushboolean(L, 0);
    lua_setfield(L, loaded, file);
    script_load_chunk(L, src);
    lua_call(L, 0, 1);
    if (lua_isnil(L, -1)) {
        lua_pop(L, 1);
        lua_pushboolean(L, 1);
    }
    lua_pushvalue(L, -1);
    lua_setfield(L, loaded, file);
    return 1;
}
