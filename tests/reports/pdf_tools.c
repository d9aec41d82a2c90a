#include "tests/reports/pdf_tools.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "reports/documents/document.h"

struct pdf_folder pdf_folder_new(void)
{
    GError *error = NULL;
    struct pdf_folder folder = {g_dir_make_tmp("rcti-pdf-XXXXXX", &error), NULL, NULL};
    cr_assert_null(error);
    folder.fonts = fonts_new(&error);
    cr_assert_null(error, "%s", error != NULL ? error->message : "");
    const struct report_company company = {0};
    folder.stock = document_stock_new(&company, folder.fonts, &error);
    cr_assert_null(error, "%s", error != NULL ? error->message : "");
    return folder;
}

void pdf_folder_remove(struct pdf_folder *folder)
{
    GDir *directory = g_dir_open(folder->path, 0, NULL);
    for (const char *name; (name = g_dir_read_name(directory)) != NULL;) {
        g_autofree char *path = g_build_filename(folder->path, name, NULL);
        g_unlink(path);
    }
    g_dir_close(directory);
    g_rmdir(folder->path);
    g_free(folder->path);
    document_stock_free(folder->stock);
    fonts_free(folder->fonts);
}

char *pdf_folder_write(const struct pdf_folder *folder, struct pdf_sample *sample, const char *name)
{
    GError *error = NULL;
    char *path = g_build_filename(folder->path, name, NULL);
    bool written = pdf_sample_write(sample, folder->stock, path, &error);
    cr_assert(written, "%s", error != NULL ? error->message : "no error set");
    return path;
}

char *pdf_tool_output(const char *program, const char *option, const char *path)
{
    const char *arguments[5] = {program, NULL, NULL, NULL, NULL};
    size_t count = 1;
    if (option != NULL) {
        arguments[count++] = option;
    }
    arguments[count++] = path;
    if (strcmp(program, "pdftotext") == 0) {
        arguments[count++] = "-";
    }
    char *output = NULL;
    g_autofree char *warnings = NULL;
    int status = 0;
    GError *error = NULL;
    g_spawn_sync(NULL, (char **)arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &output,
                 &warnings, &status, &error);
    cr_assert_null(error, "%s", error != NULL ? error->message : "");
    cr_assert_eq(status, 0, "%s: %s", program, warnings);
    cr_assert_str_empty(warnings);
    return output;
}

char *pdf_folded_text(const char *path)
{
    g_autofree char *text = pdf_tool_output("pdftotext", "-raw", path);
    g_auto(GStrv) words = g_strsplit_set(text, " \n\f\t", -1);
    GString *folded = g_string_new(NULL);
    for (size_t i = 0; words[i] != NULL; i++) {
        if (words[i][0] != '\0') {
            g_string_append_printf(folded, "%s%s", folded->len == 0 ? "" : " ", words[i]);
        }
    }
    return g_string_free(folded, FALSE);
}

int pdf_count(const char *text, const char *part)
{
    int count = 0;
    for (const char *at = text; (at = strstr(at, part)) != NULL; at += strlen(part)) {
        count++;
    }
    return count;
}

void pdf_expect_each(const char *text, const char *const *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cr_expect_not_null(strstr(text, parts[i]), "missing: %s\nin: %s", parts[i], text);
    }
}
