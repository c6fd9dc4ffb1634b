/* version.c - the libraries that results may depend on; they are included here for their versions
 * only. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/junkan.h"
#include <gsl/gsl_version.h>
#include <hdf5.h>
#include <libdeflate.h>
#include <lua.h>
#include <nlopt.h>
#include <sleef.h>
#include <stdio.h>
#include <xxhash.h>

char *junkan_libraries(char *buf, size_t size)
{
    unsigned major = 0, minor = 0, release = 0;
    int nl_major = 0, nl_minor = 0, nl_release = 0;
    H5dont_atexit(); /* the first call decides: store_hdf5.c, h5_quiet() */
    H5get_libversion(&major, &minor, &release);
    nlopt_version(&nl_major, &nl_minor, &nl_release);
    const unsigned xxh = XXH_versionNumber(); /* 10000 * major + 100 * minor + release */
    snprintf(buf, size,
             "%s\ngsl %s\nhdf5 %u.%u.%u\nlibdeflate %s\nnlopt %d.%d.%d\nsleef %d.%d.%d\nxxhash "
             "%u.%u.%u\n",
             LUA_RELEASE, gsl_version, major, minor, release, LIBDEFLATE_VERSION_STRING, nl_major,
             nl_minor, nl_release, SLEEF_VERSION_MAJOR, SLEEF_VERSION_MINOR,
             SLEEF_VERSION_PATCHLEVEL, xxh / 10000, xxh / 100 % 100, xxh % 100);
    return buf;
}
