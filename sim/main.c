/* main.c - the program. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/cli.h"
#include "sim/junkan.h"

int main(int argc, char **argv)
{
    junkan_start();
    return cli_main(argc, argv);
}
