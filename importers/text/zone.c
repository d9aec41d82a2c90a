#include "importers/text/zone.h"

#include <string.h>

#include "engine/core/clock.h"
#include "engine/core/money.h"
#include "engine/core/near.h"

enum {
    QUARTER_DAYS = 91,
    ZONE_YEAR_FROM = 1970,
    ZONE_YEAR_TO = 2100,
    NAME_LENGTH_MAX = 60,
    MENDS_MAX = 1000
};

G_DEFINE_QUARK(zone - error - quark, zone_error)

/* Names and clocks are found once and stay: they are the machine's, not a run's. */
static GMutex lock;
static GPtrArray *names;   /* sorted */
static GHashTable *clocks; /* name -> struct clock */
static GHashTable *mends;  /* wrong name -> name, or "" */

/* ---- names --------------------------------------------------------------------------------------- */

/* Etc/GMT+10 is ten hours behind UTC: a trap. Names without an area are abbreviations and rules. */
static bool name_is_location(const char *name)
{
    return strchr(name, '/') && (!g_str_has_prefix(name, "Etc/") || strcmp(name, "Etc/UTC") == 0);
}

/* A line of tzdata.zi that is "Z Australia/Sydney 10:04:52 …", a zone, or "L Australia/Sydney
 * Australia/NSW", another name, or one of a table, "AU <tab> -3352+15113 <tab> Australia/Sydney …". */
static void names_read(GPtrArray *list, const char *file)
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
            if (name_is_location(name)) {
                g_ptr_array_add(list, g_strdup(name));
            }
        }
    }
}

static int name_compare(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* With the lock held. */
static void names_load(void)
{
    if (names) {
        return;
    }
    GPtrArray *list = g_ptr_array_new_with_free_func(g_free);
    names_read(list, "tzdata.zi");
    if (list->len == 0) {
        names_read(list, "zone1970.tab");
        names_read(list, "zone.tab");
    }
    g_ptr_array_sort(list, name_compare);
    names = list;
    clocks = g_hash_table_new(g_str_hash, g_str_equal);
    mends = g_hash_table_new(g_str_hash, g_str_equal);
}

static bool name_is_listed(const char *name)
{
    return names->len > 0 &&
           bsearch(&name, names->pdata, names->len, sizeof names->pdata[0], name_compare);
}

bool zone_data_check(GError **error)
{
    g_mutex_lock(&lock);
    names_load();
    bool found = names->len > 0;
    g_mutex_unlock(&lock);
    if (!found) {
        g_set_error_literal(error, ZONE_ERROR, ZONE_ERROR_NO_DATA,
                            "no time zone data on this machine: install the package tzdata");
    }
    return found;
}

/* ---- clocks -------------------------------------------------------------------------------------- */

static int64_t year_start(int32_t year)
{
    return (int64_t)day_from_civil((struct civil){year, 1, 1}).number * SECONDS_PER_DAY;
}

static int interval_at(GTimeZone *zone, int64_t seconds)
{
    return g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, seconds);
}

/* The first second in (from, to] of another interval than the one of `from`; `to` has another. GLib
 * numbers them in order of time. */
static int64_t change_find(GTimeZone *zone, int64_t from, int64_t to)
{
    int before = interval_at(zone, from);
    while (to - from > 1) {
        int64_t middle = from + (to - from) / 2;
        if (interval_at(zone, middle) == before) {
            from = middle;
        } else {
            to = middle;
        }
    }
    return to;
}

/* A quarter at a time: GLib walks its list for every question, and most quarters have no change. */
static struct clock *clock_make(GTimeZone *zone)
{
    GArray *rows = g_array_new(FALSE, FALSE, sizeof(struct clock_offset));
    int64_t at = year_start(ZONE_YEAR_FROM);
    int64_t end = year_start(ZONE_YEAR_TO + 1);
    int32_t offset = g_time_zone_get_offset(zone, interval_at(zone, at));
    struct clock_offset row = {{INT64_MIN}, offset / 60};
    g_array_append_val(rows, row);
    while (at < end) {
        int64_t next = at + QUARTER_DAYS * (int64_t)SECONDS_PER_DAY;
        if (interval_at(zone, next) == interval_at(zone, at)) {
            at = next;
            continue;
        }
        at = change_find(zone, at, next);
        int32_t changed = g_time_zone_get_offset(zone, interval_at(zone, at));
        if (changed != offset) {
            offset = changed;
            row = (struct clock_offset){{(at + 59) / 60}, offset / 60};
            g_array_append_val(rows, row);
        }
    }
    struct clock *clock = g_new(struct clock, 1);
    clock->offset_count = rows->len;
    clock->offsets = (struct clock_offset *)(void *)g_array_free(rows, FALSE);
    return clock;
}

/* With the lock held. */
static const struct clock *clock_load(const char *timezone)
{
    struct clock *clock = g_hash_table_lookup(clocks, timezone);
    if (clock || !name_is_listed(timezone)) {
        return clock;
    }
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(timezone);
    if (!zone) {
        return NULL;
    }
    clock = clock_make(zone);
    g_hash_table_insert(clocks, g_strdup(timezone), clock);
    return clock;
}

const struct clock *zone_clock(const char *timezone)
{
    g_mutex_lock(&lock);
    names_load();
    const struct clock *clock = clock_load(timezone);
    g_mutex_unlock(&lock);
    return clock;
}

/* ---- mends --------------------------------------------------------------------------------------- */

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

static const char *usual_name(const char *timezone)
{
    for (size_t i = 0; i < G_N_ELEMENTS(usual_names); i++) {
        if (g_ascii_strcasecmp(usual_names[i][0], timezone) == 0) {
            return usual_names[i][1];
        }
    }
    return NULL;
}

/* "Sydney" and "Lord Howe" name their zone. */
static const char *city_find(const char *timezone)
{
    for (size_t i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        if (near_same(strrchr(name, '/') + 1, timezone)) {
            return name;
        }
    }
    return NULL;
}

/* With the lock held. */
static char *mend_find(const char *timezone)
{
    const char *name = usual_name(timezone);
    if (!name) {
        name = near_find(timezone, (const char *const *)names->pdata, names->len);
    }
    if (!name) {
        name = city_find(timezone);
    }
    return g_strdup(name ? name : "");
}

/* A column of a whole file may hold the same wrong name: each is compared with all names once. */
static const char *mend_cached(const char *timezone)
{
    const char *mend = g_hash_table_lookup(mends, timezone);
    if (!mend && g_hash_table_size(mends) < MENDS_MAX) {
        char *found = mend_find(timezone);
        g_hash_table_insert(mends, g_strdup(timezone), found);
        mend = found;
    }
    return mend ? mend : "";
}

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
    g_mutex_lock(&lock);
    names_load();
    const char *name = mend_cached(timezone);
    g_mutex_unlock(&lock);
    return *name ? g_strdup_printf("write %s", name) : NULL;
}
