#include <string.h>

#include "importers/reading.h"

void holiday_source_free(struct holiday_source *source)
{
    if (source) {
        g_free(source->name);
        g_free(source);
    }
}

static int name_compare(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The names of its CSV files but areas.csv, in order; NULL and *error where it cannot be read. */
static GPtrArray *names_list(const char *directory, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GDir) files = g_dir_open(directory, 0, &failure);
    if (!files) {
        g_set_error_literal(error, INPUT_ERROR, INPUT_ERROR_DIRECTORY, failure->message);
        return NULL;
    }
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (const char *name = g_dir_read_name(files); name; name = g_dir_read_name(files)) {
        if (g_str_has_suffix(name, ".csv") && strcmp(name, "areas.csv") != 0 && name[0] != '.') {
            g_ptr_array_add(names, g_strdup(name));
        }
    }
    g_ptr_array_sort(names, name_compare);
    return names;
}

static void source_add(GPtrArray *sources, const char *name, const struct holiday_target *target)
{
    struct holiday_source *source = g_new0(struct holiday_source, 1);
    source->name = g_strdup(name);
    memcpy(source->sha256, target->sha256, sizeof source->sha256);
    source->rows = target->row_count;
    g_ptr_array_add(sources, source);
}

bool holiday_directory_read(const char *directory, GArray *areas, GArray *holidays,
                            GStringChunk *strings, GPtrArray *sources, struct issues *issues,
                            GError **error)
{
    g_autoptr(GPtrArray) names = names_list(directory, error);
    if (!names) {
        return false;
    }
    struct reading reading = {.issues = issues};
    g_autofree char *areas_path = g_build_filename(directory, "areas.csv", NULL);
    struct holiday_target target = {.rows = areas, .strings = strings};
    if (!areas_read(&reading, areas_path, "areas.csv", INPUT_FILE_COUNT, &target, error)) {
        return false;
    }
    source_add(sources, "areas.csv", &target);
    for (uint32_t i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        g_autofree char *path = g_build_filename(directory, name, NULL);
        target.rows = holidays;
        if (!holidays_read(&reading, path, name, INPUT_FILE_COUNT + 1 + i, &target, error)) {
            return false;
        }
        source_add(sources, name, &target);
    }
    issues_sort(issues);
    return true;
}
