#include <glib/gstdio.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "engine/core/money.h"
#include "importers/text/csv.h"

/* Any bytes as a CSV file: no crash, and what is handed on is valid text of known columns. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct csv_column columns[] = {
    {.name = "a", .required = true}, {.name = "b"}, {.name = "c"}};
static const struct csv_format format = {"fuzz.csv", 0, columns, 3, NULL};

static bool record_check(const struct csv_record *record, void *user_data, GError **error)
{
    (void)error;
    uint32_t *last_line = user_data;
    CHECK(record->line > *last_line);
    *last_line = record->line;
    for (size_t i = 0; i < format.column_count; i++) {
        CHECK(g_utf8_validate(record->values[i], -1, NULL));
        CHECK(record->positions[i] != 0 || *record->values[i] == '\0');
    }
    return true;
}

/* A file without a name, which leaves nothing behind. */
static const char *scratch_path(void)
{
    static char path[40];
    if (path[0] == '\0') {
        char name[] = "/tmp/csv_fuzz_XXXXXX";
        int file = g_mkstemp(name);
        CHECK(file >= 0 && g_unlink(name) == 0);
        g_snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    }
    return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    FILE *file = fopen(scratch_path(), "wb");
    CHECK(file && fwrite(data, 1, size, file) == size && fclose(file) == 0);
    g_autoptr(issues) found = issues_new();
    struct csv_summary summary;
    uint32_t last_line = 0;
    CHECK(csv_file_read(scratch_path(), &format, record_check, &last_line, found, &summary, NULL));
    CHECK(summary.incomplete == (found->count > 0));
    issues_sort(found);
    for (uint32_t i = 0; i < found->listed->len; i++) {
        g_autofree char *line = issue_line(issues_at(found, i));
        CHECK(g_utf8_validate(line, -1, NULL) && !strchr(line, '\n'));
    }
    return 0;
}
