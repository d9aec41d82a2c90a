#include "importers/files/ini_stage.h"

#include "engine/core/check.h"

void ini_issue(const struct ini_place *place, uint32_t line, const char *key, enum issue_code code,
               const char *found, const char *expected, const char *mend)
{
    struct issue_place issue = {input_file_name(place->file), (uint32_t)place->file, line, key, 1};
    issues_add(place->reading->issues, &issue, code, found, expected, mend);
}

static bool entries_stage(const struct ini_place *place, const struct ini *ini, GError **error)
{
    for (size_t i = 0; i < ini->entries->len; i++) {
        const struct ini_entry *entry = &g_array_index(ini->entries, struct ini_entry, i);
        struct ini_row row = {entry->section, entry->key, entry->value, entry->line};
        uint32_t first_line = 0;
        enum stage_result result =
            store_stage_ini(place->reading->import, place->file, &row, &first_line, error);
        CHECK(result != STAGE_DUPLICATE); /* ini_read gives each key once */
        if (result == STAGE_FAILED) {
            return false;
        }
    }
    return true;
}

bool ini_input_read(struct reading *reading, enum input_file file, const char *path,
                    ini_check check, GError **error)
{
    struct ini_place place = {reading, file};
    struct ini ini;
    ini_read(path, input_file_name(file), (uint32_t)file, reading->issues, &ini);
    uint32_t count = ini.entries->len;
    check(&place, path, &ini);
    reading->result->row_counts[file] = ini.entries->len; /* with what the check has added */
    bool done = entries_stage(&place, &ini, error) &&
                store_import_file(reading->import, file, ini.sha256, count, "", error);
    ini_clear(&ini);
    return done;
}
