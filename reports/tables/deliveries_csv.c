#include "reports/tables/deliveries_csv.h"

#include "reports/output_file.h"
#include "reports/quoted.h"

bool deliveries_csv_write(const char *path, const struct delivery *deliveries,
                          size_t delivery_count, GError **error)
{
    FILE *file = output_file_create(path, error);
    if (!file) {
        return false;
    }
    fputs("partner_id,email,document,path\n", file);
    for (size_t i = 0; i < delivery_count; i++) {
        const struct delivery *delivery = &deliveries[i];
        const char *cells[] = {delivery->partner_id, delivery->email, delivery->document,
                               delivery->path};
        for (size_t column = 0; column < G_N_ELEMENTS(cells); column++) {
            quoted_put_csv(file, cells[column]);
            putc(column + 1 < G_N_ELEMENTS(cells) ? ',' : '\n', file);
        }
    }
    return output_file_finish(file, path, error);
}
