/* cmocka_all.h - cmocka with the headers it wants before it.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_CMOCKA_ALL_H
#define TESTS_CMOCKA_ALL_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h> /* last: it uses types of the others without including them */
#endif
