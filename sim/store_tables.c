/* store_tables.c - text tables and the layout. SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/mem.h"
#include "sim/store_assemble.h"
#include <stdlib.h>

static void put_column(struct assembly *a, const struct text_table *t, size_t column, size_t dim)
{
    const char **cell = assemble_need(a, malloc(t->n_row * sizeof *cell));
    const char *name =
        assemble_need(a, arena_printf(a->arena, "table.%s.%s", t->name, t->column[column]));
    name = name == NULL ? NULL : assemble_need(a, store_clean_name(name, a->arena));
    char *en = assemble_need(a, arena_printf(a->arena, "%s: %s", t->en, t->column[column]));
    char *ja = assemble_need(a, arena_printf(a->arena, "%s：%s", t->ja, t->column[column]));
    if (assemble_going(a)) {
        const struct h5_spec s = {.name = name,
                                  .unit = "1",
                                  .en = en,
                                  .ja = ja,
                                  .type = a->h.text,
                                  .n_dim = 1,
                                  .dim = {dim},
                                  .chunk = {4096}};
        for (size_t i = 0; i < t->n_row; i++) {
            const char *text = t->cell[i * t->n_column + column];
            cell[i] = text == NULL ? "" : text;
        }
        assemble_put(a, &s, NULL, cell);
    }
    free(cell);
}

void assemble_tables(struct assembly *a)
{
    for (size_t i = 0; i < a->r->n_table && assemble_going(a); i++) {
        const struct text_table *t = &a->r->table[i];
        if (t->n_row == 0) {
            continue; /* netCDF takes a dimension of length 0 for an unlimited one */
        }
        const char *name = assemble_need(a, arena_printf(a->arena, "table.%s.row", t->name));
        name = name == NULL ? NULL : assemble_need(a, store_clean_name(name, a->arena));
        const struct h5_spec s = {.name = name, .unit = "1", .en = t->en, .ja = t->ja};
        const size_t dim = assemble_going(a) ? h5_dim_count(&a->h, &s, t->n_row) : 0;
        for (size_t c = 0; c < t->n_column && assemble_going(a); c++) {
            put_column(a, t, c, dim);
        }
    }
}

/* What junkan's own commands read: the layout with the messages of the failed runs. */
void assemble_layout(struct assembly *a)
{
    struct store_bytes b = {0};
    results_put(&b, a->r);
    bytes_u64(&b, a->n_failed);
    for (size_t i = 0; i < a->r->n_run && assemble_going(a); i++) {
        if (a->failed[i]) {
            bytes_u64(&b, i);
            bytes_string(&b, a->message[i]);
        }
    }
    if (b.failed) {
        assemble_need(a, NULL);
    }
    if (assemble_going(a)) {
        const struct h5_spec dim = {.name = "junkan_layout_byte",
                                    .unit = "1",
                                    .en = "position in junkan_layout",
                                    .ja = "junkan_layout の中の位置"};
        struct h5_spec s = {.name = "junkan_layout",
                            .unit = "1",
                            .en = "this file's layout, for Junkan's own commands",
                            .ja = "このファイルの構成（Junkan のコマンド用）",
                            .type = H5T_STD_U8LE,
                            .n_dim = 1,
                            .chunk = {65536}};
        s.dim[0] = h5_dim_count(&a->h, &dim, b.n);
        assemble_put(a, &s, NULL, b.p);
    }
    bytes_free(&b);
}
