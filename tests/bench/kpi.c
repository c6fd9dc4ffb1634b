/* kpi.c - part of the bench: prints mean and standard error of kpi.NAME of a result file, which
 * run.sh holds against those of the peer models: kpi FILE NAME... Not a test: it judges nothing.
 * SPDX-License-Identifier: GPL-3.0-or-later */
#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int print_kpi(hid_t file, const char *name)
{
    char path[256];
    snprintf(path, sizeof(path), "kpi.%s", name);
    const hid_t set = H5Dopen2(file, path, H5P_DEFAULT);
    if (set < 0)
        return 1;
    const hid_t space = H5Dget_space(set);
    const hssize_t n = H5Sget_simple_extent_npoints(space);
    double *x = n > 1 ? malloc((size_t)n * sizeof(*x)) : NULL;
    int fault = !x || H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, x) < 0;
    if (!fault) {
        double sum = 0.0, square = 0.0;
        for (hssize_t i = 0; i < n; i++)
            sum += x[i];
        const double mean = sum / (double)n;
        for (hssize_t i = 0; i < n; i++)
            square += (x[i] - mean) * (x[i] - mean);
        printf("%s %.6f %.6f\n", name, mean, sqrt(square / (double)(n - 1) / (double)n));
    }
    free(x);
    H5Sclose(space);
    H5Dclose(set);
    return fault;
}

int main(int argc, char **argv)
{
    const hid_t file = argc > 2 ? H5Fopen(argv[1], H5F_ACC_RDONLY, H5P_DEFAULT) : -1;
    int fault = file < 0;
    for (int i = 2; !fault && i < argc; i++)
        fault = print_kpi(file, argv[i]);
    if (fault)
        fprintf(stderr, "usage: kpi FILE.h5 NAME...\n");
    if (file >= 0)
        H5Fclose(file);
    return fault;
}
