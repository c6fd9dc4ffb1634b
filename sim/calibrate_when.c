/* calibrate_when.c - times of observations as months. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/calibrate.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

const char *calibrate_month(const char *text, long *month, long *n)
{
    char *end;
    const bool fiscal = strncmp(text, "FY", 2) == 0;
    const char *digits = fiscal ? text + 2 : text;
    const long year = isdigit((unsigned char)digits[0]) ? strtol(digits, &end, 10) : 0;
    if (year < 1900 || year > 2200 || end != digits + 4)
        return NULL;
    *month = 12 * year + (fiscal ? 3 : 0);
    *n = 12;
    if (fiscal || *end != '-' || !isdigit((unsigned char)end[1]))
        return end;
    const char *from = end + 1;
    const long m = strtol(from, &end, 10);
    if (end != from + 2 || m < 1 || m > 12)
        return NULL;
    *month += m - 1;
    *n = 1;
    return end;
}

bool calibrate_span(const char *text, long *month, long *n)
{
    const char *end = calibrate_month(text, month, n);
    if (end && *end == '/') {
        long last, length;
        end = calibrate_month(end + 1, &last, &length);
        if (end == NULL || last < *month)
            return false;
        *n = last + length - *month;
    }
    return end && *end == '\0';
}
