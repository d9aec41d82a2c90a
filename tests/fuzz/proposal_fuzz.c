#include <glib/gstdio.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/core/money.h"
#include "importers/proposal/proposal.h"
#include "importers/source.h"

/* Any bytes as a directory of exports, parted by NULs: what is proposed is a sources.ini, of which nothing but
 * what a person has to fill in is missing. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"Consultants.csv", "Bookings October.txt", "Leave.csv",
                                    "schedules.csv", "sources.ini"};

/* One directory for all of them, under a name that the next run takes again. */
static const char *scratch_directory(void)
{
    static char *directory;
    if (!directory) {
        directory = g_strdup_printf("%s/proposal_fuzz_%d", g_get_tmp_dir(), (int)getpid());
        CHECK(g_mkdir_with_parents(directory, 0700) == 0);
    }
    return directory;
}

static void bytes_write(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    CHECK(file && fwrite(bytes, 1, size, file) == size && fclose(file) == 0);
}

/* The proposal as a person leaves it: without marks, and without what is to be filled in. */
static char *finished(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_autoptr(GString) out = g_string_new(NULL);
    for (char **line = lines; *line; line++) {
        g_autofree char *bare = g_strdup(*line);
        if (g_str_has_suffix(bare, " " SOURCE_CONFIRM)) {
            bare[strlen(bare) - strlen(" " SOURCE_CONFIRM)] = '\0';
        }
        if (!g_str_has_suffix(bare, " = ?")) {
            g_string_append_printf(out, "%s\n", bare);
        }
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

/* What nobody but the proposal can have done wrong. */
static void issue_check(const struct issue *issue)
{
    static const enum issue_code wrong[] = {
        ISSUE_BAD_LINE,          ISSUE_UNKNOWN_SECTION, ISSUE_UNKNOWN_KEY,   ISSUE_DUPLICATE_KEY,
        ISSUE_DUPLICATE_SECTION, ISSUE_BAD_CHOICE,      ISSUE_BAD_FILE_NAME, ISSUE_UNKNOWN_ZONE};
    for (size_t i = 0; i < G_N_ELEMENTS(wrong); i++) {
        CHECK(strcmp(issue->code, issue_texts[wrong[i]].name) != 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const uint8_t *at = data;
    const uint8_t *end = data + size;
    const char *directory = scratch_directory();
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(directory, names[i], NULL);
        const uint8_t *stop = at < end ? memchr(at, '\0', (size_t)(end - at)) : NULL;
        const size_t length = at < end ? (size_t)((stop ? stop : end) - at) : 0;
        bytes_write(path, at, length);
        at += length + (stop ? 1 : 0);
    }
    g_autofree char *text = proposal_make(directory, NULL);
    CHECK(text && g_utf8_validate(text, -1, NULL));
    g_autofree char *bare = finished(text);
    g_autofree char *path = g_build_filename(directory, "sources.ini", NULL);
    bytes_write(path, bare, strlen(bare));
    g_autoptr(issues) found = issues_new();
    struct ini ini;
    ini_read(path, "sources.ini", 0, INI_KEYS_ANY, found, &ini);
    g_autoptr(source) source = source_read(&ini);
    for (uint32_t i = 0; i < found->listed->len; i++) {
        issue_check(issues_at(found, i));
    }
    ini_clear(&ini);
    return 0;
}
