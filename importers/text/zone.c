#include "importers/text/zone.h"

#include <string.h>

#include "engine/core/clock.h"
#include "engine/core/money.h"
#include "engine/core/near.h"
#include "importers/text/lines.h"

enum { ZONE_YEAR_TO = 2100, NAME_LENGTH_MAX = 60, MENDS_MAX = 1000 };

G_DEFINE_QUARK(zone - error - quark, zone_error)

/* Names and clocks are found once and stay: they are the machine's, not a run's. */
static GMutex lock;
static GPtrArray *names;   /* sorted */
static GHashTable *clocks; /* name -> struct clock, or NULL as long as nobody asked for it */
static GHashTable *mends;  /* wrong name in small letters -> name, or "" */

/* What people write for a zone, whatever the capitals. */
static const char *const usual_names[][2] = {
    {"EST", "Australia/Sydney (or Australia/Brisbane, without daylight saving)"},
    {"AEST", "Australia/Sydney (or Australia/Brisbane, without daylight saving)"},
    {"AEDT", "Australia/Sydney"},
    {"EDT", "Australia/Sydney"},
    {"CST", "Australia/Adelaide (or Australia/Darwin, without daylight saving)"},
    {"ACST", "Australia/Adelaide (or Australia/Darwin, without daylight saving)"},
    {"ACDT", "Australia/Adelaide"},
    {"AWST", "Australia/Perth"},
    {"WST", "Australia/Perth"},
    {"GMT", "Etc/UTC (or Europe/London)"},
    {"AUS Eastern Standard Time", "Australia/Sydney"},
    {"E. Australia Standard Time", "Australia/Brisbane"},
    {"Tasmania Standard Time", "Australia/Hobart"},
    {"Cen. Australia Standard Time", "Australia/Adelaide"},
    {"AUS Central Standard Time", "Australia/Darwin"},
    {"W. Australia Standard Time", "Australia/Perth"},
    {"New Zealand Standard Time", "Pacific/Auckland"},
    {"NSW", "Australia/Sydney"},
    {"QLD", "Australia/Brisbane"},
    {"VIC", "Australia/Melbourne"},
};

/* ---- names --------------------------------------------------------------------------------------- */

/* A line of tzdata.zi that is "Z Australia/Sydney 10:04:52 …", a zone, or "L Australia/Sydney
 * Australia/NSW", another name, or one of a table, "AU <tab> -3352+15113 <tab> Australia/Sydney …". */
static void names_read(const char *file)
{
    const char *directory = g_getenv("TZDIR"); /* as GLib does */
    g_autofree char *path =
        g_build_filename(directory ? directory : "/usr/share/zoneinfo", file, NULL);
    g_autofree char *text = NULL;
    bool table = g_str_has_suffix(file, ".tab");
    g_file_get_contents(path, &text, NULL, NULL);
    g_auto(GStrv) lines = g_strsplit(text ? text : "", "\n", -1);
    for (size_t i = 0; lines[i]; i++) {
        bool zone = !table && g_str_has_prefix(lines[i], "Z ");
        if (zone || (table ? *lines[i] != '#' : g_str_has_prefix(lines[i], "L "))) {
            g_auto(GStrv) words = g_strsplit(lines[i], table ? "\t" : " ", 4);
            const char *name = g_strv_length(words) >= 3 ? words[zone ? 1 : 2] : "";
            /* Etc/GMT+10 is ten hours behind UTC: a trap. Names without an area are abbreviations and
             * rules. */
            if (strchr(name, '/') &&
                (!g_str_has_prefix(name, "Etc/") || strcmp(name, "Etc/UTC") == 0)) {
                g_ptr_array_add(names, g_strdup(name));
            }
        }
    }
}

/* With the lock held. */
static void names_load(void)
{
    if (names) {
        return;
    }
    names = g_ptr_array_new_with_free_func(g_free);
    names_read("tzdata.zi");
    if (names->len == 0) {
        names_read("zone1970.tab");
        names_read("zone.tab");
    }
    g_ptr_array_sort(names, text_compare);
    clocks = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < names->len; i++) {
        g_hash_table_insert(clocks, g_ptr_array_index(names, i), NULL);
    }
    mends = g_hash_table_new(g_str_hash, g_str_equal);
    for (size_t i = 0; i < G_N_ELEMENTS(usual_names); i++) {
        g_hash_table_insert(mends, g_ascii_strdown(usual_names[i][0], -1),
                            (char *)usual_names[i][1]);
    }
}

bool zone_data_check(GError **error)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&lock);
    names_load();
    if (names->len == 0) {
        g_set_error_literal(error, ZONE_ERROR, ZONE_ERROR_NO_DATA,
                            "no time zone data on this machine: install the package tzdata");
    }
    return names->len > 0;
}

/* ---- clocks -------------------------------------------------------------------------------------- */

static int interval_at(GTimeZone *zone, int64_t seconds)
{
    return g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, seconds);
}

/* Appends a row for each second in (from, to] at which the offset changes; `before` and `after` are
 * the intervals of the two ends. GLib numbers intervals in order of time. */
static void changes_add(GArray *rows, GTimeZone *zone, int64_t from, int before, int64_t to,
                        int after)
{
    if (before != after && to - from > 1) {
        int64_t middle = from + (to - from) / 2;
        int between = interval_at(zone, middle);
        changes_add(rows, zone, from, before, middle, between);
        changes_add(rows, zone, middle, between, to, after);
    } else if (before != after) {
        int32_t offset = g_time_zone_get_offset(zone, after);
        if (offset != g_time_zone_get_offset(zone, before)) {
            struct clock_offset row = {{(to + 59) / 60}, offset / 60};
            g_array_append_val(rows, row);
        }
    }
}

static struct clock *clock_make(GTimeZone *zone)
{
    const int64_t from = 0; /* 1970 */
    const int64_t to =
        day_from_civil((struct civil){ZONE_YEAR_TO + 1, 1, 1}).number * (int64_t)SECONDS_PER_DAY;
    int first = interval_at(zone, from);
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct clock_offset));
    struct clock_offset row = {{INT64_MIN}, g_time_zone_get_offset(zone, first) / 60};
    g_array_append_val(rows, row);
    changes_add(rows, zone, from, first, to, interval_at(zone, to));
    struct clock *clock = g_new(struct clock, 1);
    clock->offset_count = rows->len;
    clock->offsets = (struct clock_offset *)(void *)g_array_free(rows, FALSE);
    return clock;
}

const struct clock *zone_clock(const char *timezone)
{
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&lock);
    names_load();
    void *name = NULL;
    void *clock = NULL;
    if (!g_hash_table_lookup_extended(clocks, timezone, &name, &clock) || clock) {
        return clock;
    }
    /* Its name is known: where the file cannot be opened, the machine may have had no room for it just then. */
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(timezone);
    zone = zone ? g_steal_pointer(&zone) : g_time_zone_new_identifier(timezone);
    if (!zone) {
        return NULL;
    }
    clock = clock_make(zone);
    g_hash_table_insert(clocks, name, clock);
    return clock;
}

/* ---- mends --------------------------------------------------------------------------------------- */

char *zone_mend(const char *timezone)
{
    if (strlen(timezone) > NAME_LENGTH_MAX) {
        return NULL;
    }
    const char *offset = timezone;
    if (g_str_has_prefix(timezone, "UTC") || g_str_has_prefix(timezone, "GMT")) {
        offset += 3;
    }
    if ((*offset == '+' || *offset == '-') && g_ascii_isdigit(offset[1])) {
        return g_strdup("an offset does not say when clocks change: write the place");
    }
    g_autoptr(GMutexLocker) locker = g_mutex_locker_new(&lock);
    names_load();
    /* A column of a whole file may hold the same wrong name: each is compared with all names once. */
    g_autofree char *key = g_ascii_strdown(timezone, -1);
    const char *mend = g_hash_table_lookup(mends, key);
    if (!mend && g_hash_table_size(mends) < MENDS_MAX) {
        mend = near_find(timezone, (const char *const *)names->pdata, names->len);
        for (size_t i = 0; i < names->len && !mend;
             i++) { /* "Sydney" and "Lord Howe" name theirs */
            const char *name = g_ptr_array_index(names, i);
            mend = near_same(strrchr(name, '/') + 1, timezone) ? name : NULL;
        }
        mend = mend ? mend : "";
        g_hash_table_insert(mends, g_steal_pointer(&key), (char *)mend);
    }
    return mend && *mend ? g_strdup_printf("write %s", mend) : NULL;
}
