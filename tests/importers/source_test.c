#include "importers/source.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

#include "importers/text/zone.h"
#include "importers/translate.h"

/* What sources.ini says, and rows of theirs as rows of ours. The whole way, from a directory into the
 * store, is told in tests/cli/exports.py, and its errors in tests/errors/. */

struct world {
    char *directory;
    store *store;
    store_import *import;
    struct issues *found;
    struct ini ini;
    struct source *source;
    GPtrArray *told;
};
typedef struct world test_world;

static char *path_of(const struct world *world, const char *name)
{
    return g_build_filename(world->directory, name, NULL);
}

static void world_free(struct world *world)
{
    const char *const names[] = {"sources.ini", "export.csv", "store.db"};
    store_import_free(world->import);
    store_close(world->store);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = path_of(world, names[i]);
        g_unlink(path);
    }
    g_rmdir(world->directory);
    g_free(world->directory);
    source_free(world->source);
    ini_clear(&world->ini);
    issues_free(world->found);
    g_ptr_array_unref(world->told);
    g_free(world);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(test_world, world_free)

/* sources.ini read. */
static struct world *world_new(const char *ini)
{
    struct world *world = g_new0(struct world, 1);
    world->directory = g_dir_make_tmp("source_test_XXXXXX", NULL);
    world->found = issues_new();
    world->told = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *path = path_of(world, "sources.ini");
    g_autofree char *store_path = path_of(world, "store.db");
    cr_assert(g_file_set_contents(path, ini, -1, NULL));
    world->store = store_open(store_path, NULL);
    cr_assert(world->store);
    world->import =
        store_import_begin(world->store, period_from_month(2026, 10), "test", zone_clock, NULL);
    cr_assert(world->import);
    ini_read(path, "sources.ini", 0, INI_KEYS_ANY, world->found, &world->ini);
    world->source = source_read(&world->ini);
    return world;
}

/* "3:zone UNKNOWN_ZONE; …": what is wrong. */
static char *found_text(struct world *world)
{
    GString *text = g_string_new(NULL);
    issues_sort(world->found);
    for (guint i = 0; i < world->found->listed->len; i++) {
        const struct issue *issue = issues_at(world->found, i);
        g_string_append_printf(text, "%s%u:%s %s", text->len ? "; " : "", issue->place.line,
                               issue->place.column, issue->code);
    }
    return g_string_free(text, FALSE);
}

static void expect_wrong(const char *ini, const char *expected)
{
    g_autoptr(test_world) world = world_new(ini);
    g_autofree char *text = found_text(world);
    cr_expect_str_eq(text, expected, "%s\ngot: %s\nof:\n%s", expected, text, ini);
}

struct taking {
    struct translation *translation;
    const struct input_table *table;
    GString *rows;
};

/* "2: partner_id=P1 start=…", a line each; of a flaw its column and code. */
static bool record_take(const struct csv_record *record, void *user_data, GError **error)
{
    struct taking *taking = user_data;
    struct translated_row row;
    translation_begin(taking->translation, record);
    (void)error;
    while (translation_next(taking->translation, &row, NULL)) {
        g_string_append_printf(taking->rows, "%u:", row.record.line);
        for (size_t i = 0; i < taking->table->column_count; i++) {
            if (*row.record.values[i]) {
                g_string_append_printf(taking->rows, " %s=%s", taking->table->columns[i].name,
                                       row.record.values[i]);
            }
        }
        if (row.flawed != NO_COLUMN) {
            g_string_append_printf(taking->rows, " !%s %s", taking->table->columns[row.flawed].name,
                                   issue_texts[row.problem.code].name);
        }
        g_string_append_c(taking->rows, '\n');
    }
    return true;
}

static char *rows_of(struct world *world, const char *bytes, gssize length)
{
    g_autofree char *path = path_of(world, "export.csv");
    g_autofree char *wrong = found_text(world);
    cr_assert_str_eq(wrong, "");
    cr_assert(g_file_set_contents(path, bytes, length, NULL));
    GString *rows = g_string_new(NULL);
    for (guint i = 0; i < world->source->passes->len; i++) {
        const struct source_pass *pass = g_ptr_array_index(world->source->passes, i);
        g_autoptr(translation) translation = translation_new(pass, "export.csv", world->import);
        struct taking taking = {translation, input_table_of(pass->file), rows};
        const struct csv_format format = translation_format(translation);
        struct csv_summary summary;
        cr_assert(csv_file_read(path, &format, record_take, &taking, world->found, &summary, NULL));
        translation_finish(translation, &summary, false, world->found, world->told);
        g_clear_pointer(&summary.ignored_columns, g_ptr_array_unref);
    }
    return g_string_free(rows, FALSE);
}

static void expect_rows(const char *ini, const char *csv, const char *expected)
{
    g_autoptr(test_world) world = world_new(ini);
    g_autofree char *rows = rows_of(world, csv, (gssize)strlen(csv));
    cr_expect_str_eq(rows, expected, "wanted:\n%s\ngot:\n%s", expected, rows);
}

/* ---- sources.ini --------------------------------------------------------------------------------- */

#define RATES                                                                                      \
    "[rates.csv columns]\npartner_id = Id\nkind = \"partner\"\neffective_from = From\n"            \
    "hourly_rate = Rate\n"

Test(source, every_key_has_its_check)
{
    expect_wrong("[rates.csv]\nfile = Fees *.csv\njoin = yes\nencoding = windows-1252\n"
                 "delimiter = semicolon\nheadings_line = 4\nskip_rows_without = partner_id; Total\n"
                 "date_order = day month year\nzone = UTC\nzone of effective_from = "
                 "Australia/Perth\nignore = A; \"B; C\"\n" RATES,
                 "");
    expect_wrong("[blocks.csv]\nlists = overlapping\nall_day_end = exclusive\n", "");
    expect_wrong("[rates.csv]\nfile = ../fees.csv\n" RATES, "2:file BAD_FILE_NAME");
    expect_wrong("[rates.csv]\nfile = .fees.csv\n" RATES, "2:file BAD_FILE_NAME");
    expect_wrong("[rates.csv]\njoin = maybe\n" RATES, "2:join BAD_SETTING");
    expect_wrong("[rates.csv]\nencoding = klingon\n" RATES, "2:encoding BAD_SETTING");
    expect_wrong("[rates.csv]\ndelimiter = ;\n" RATES, "2:delimiter BAD_SETTING");
    expect_wrong("[rates.csv]\nheadings_line = 0\n" RATES, "2:headings_line BAD_SETTING");
    expect_wrong("[rates.csv]\ndate_order = day month\n" RATES, "2:date_order BAD_SETTING");
    expect_wrong("[rates.csv]\nzone = EST\n" RATES, "2:zone UNKNOWN_ZONE");
    expect_wrong("[rates.csv]\nzone of nothing = UTC\n" RATES, "2:zone of nothing UNKNOWN_KEY");
    expect_wrong("[rates.csv]\nlists = overlapping\n" RATES, "2:lists UNKNOWN_KEY");
    expect_wrong("[rates.csv]\nfiel = x.csv\n" RATES, "2:fiel UNKNOWN_KEY");
    expect_wrong("[schedules.csv]\nweekdays = Mon-Sun\n[schedules.csv columns]\npartner_id = Id\n",
                 "2:weekdays BAD_SETTING");
    expect_wrong("[fees.csv]\nfile = x.csv\n", "1:- UNKNOWN_SECTION");
    expect_wrong("[company.ini]\nfile = x.csv\n", "1:- UNKNOWN_SECTION");
    expect_wrong("[rates.csv 1]\nfile = x.csv\n", "1:- UNKNOWN_SECTION");
}

/* They stand for each section that names columns and does not say the same; a start has one zone. */
Test(source, what_all_exports_have_in_common)
{
#define ALL "[all exports]\ndate_order = month day year\nzone = UTC\n"
#define VISITS                                                                                     \
    "[appointments.csv columns]\nappointment_id = No\npartner_id = Id\ncalendar = \"open\"\n"      \
    "start = At\nstatus = \"booked\"\nbooked_by = \"client\"\n"
    expect_wrong(ALL "decimal = comma\n" RATES, "");
    expect_wrong(ALL VISITS "timezone = Zone\n", "");
    expect_wrong("[appointments.csv]\nzone = UTC\n" VISITS "timezone = Zone\n",
                 "10:timezone TWO_ZONES");
    expect_wrong("[all exports]\nzone = Sydney\ndate_order = dmy\nfile = x.csv\n" RATES VISITS,
                 "2:zone UNKNOWN_ZONE; 3:date_order BAD_SETTING; 4:file UNKNOWN_KEY");
    expect_wrong("[all exports]\nzone = ? # confirm\ndecimal = ?\n" RATES VISITS,
                 "2:- SOURCE_UNCONFIRMED; 3:decimal SOURCE_UNCONFIRMED");
    g_autoptr(test_world) world = world_new(
        ALL RATES "[rates.csv 2 columns]\nkind = \"adhoc\"\n[blocks.csv]\nignore = Colour\n"
                  "[appointments.csv]\ndate_order = day month year\n" VISITS);
    for (guint i = 0; i < world->source->passes->len; i++) {
        const struct source_pass *pass = g_ptr_array_index(world->source->passes, i);
        const enum date_order wanted = pass->file == INPUT_RATES    ? DATE_ORDER_MONTH_DAY_YEAR
                                       : pass->file == INPUT_BLOCKS ? DATE_ORDER_UNKNOWN
                                                                    : DATE_ORDER_DAY_MONTH_YEAR;
        cr_expect_eq(pass->date_order, wanted, "%s", pass->name);
        cr_expect_eq(pass->zones->len, pass->file == INPUT_BLOCKS ? 0 : 1, "%s", pass->name);
    }
}

Test(source, columns_and_words_are_ours)
{
    expect_wrong("[rates.csv columns]\npartner_id = Id\nkind = \"partner\"\nhourly_rate = Rate\n",
                 "1:effective_from MISSING_KEY");
    expect_wrong(RATES "rate = Rate\n", "6:rate UNKNOWN_KEY");
    expect_wrong("[rates.csv columns]\nkind = \"weekend\"\n", "2:kind BAD_CHOICE");
    expect_wrong("[rates.csv columns]\nkind = A & \n", "2:kind BAD_SETTING");
    expect_wrong("[rates.csv columns]\nkind = \"A\n", "2:kind BAD_SETTING");
    expect_wrong("[rates.csv values of kind]\nweekend = W\n", "2:weekend BAD_CHOICE");
    expect_wrong("[rates.csv values of nothing]\n", "1:- UNKNOWN_KEY");
    expect_wrong("[rates.csv values of kind]\npartner = P\nadhoc = A; p\n",
                 "3:adhoc DUPLICATE_KEY");
    expect_wrong("[appointments.csv columns]\nend = A\nduration_minutes = B\n",
                 "3:duration_minutes DUPLICATE_KEY");
}

Test(source, nothing_unnamed_authorises)
{
    expect_wrong("[appointments.csv values of booked_by]\ncs = (blank)\n", "2:cs BAD_SETTING");
    expect_wrong("[appointments.csv values of booked_by]\ncs = (own name)\n", "2:cs BAD_SETTING");
    expect_wrong("[appointments.csv values of status]\nbooked = (own name)\n",
                 "2:booked BAD_SETTING");
    expect_wrong("[appointments.csv values of booked_by]\nclient = (blank)\n"
                 "consultant = (own name)\n",
                 "");
}

/* ---- rows ---------------------------------------------------------------------------------------- */

Test(translate, dates_go_by_the_order_that_is_said)
{
    expect_rows("[rates.csv]\ndate_order = day month year\n" RATES,
                "Id,From,Rate\nP1,5/10/2026,\"$1,150.5000\"\nP2,2026-10-05,90\n",
                "2: partner_id=P1 kind=partner effective_from=2026-10-05 hourly_rate=1150.50\n"
                "3: partner_id=P2 kind=partner effective_from=2026-10-05 hourly_rate=90\n");
    expect_rows("[rates.csv]\ndate_order = month day year\n" RATES,
                "Id,From,Rate\nP1,5/10/2026,90\n",
                "2: partner_id=P1 kind=partner effective_from=2026-05-10 hourly_rate=90\n");
    expect_rows(RATES, "Id,From,Rate\nP1,5/10/2026,90\n",
                "2: partner_id=P1 kind=partner effective_from=5/10/2026 hourly_rate=90\n");
}

Test(translate, amounts_go_by_the_decimal_that_is_said)
{
    expect_rows("[rates.csv]\ndecimal = comma\n" RATES,
                "Id,From,Rate\nP1,2026-10-05,\"1.150,50\"\nP2,2026-10-05,90\nP3,2026-10-05,90.5\n",
                "2: partner_id=P1 kind=partner effective_from=2026-10-05 hourly_rate=1150.50\n"
                "3: partner_id=P2 kind=partner effective_from=2026-10-05 hourly_rate=90\n"
                "4: partner_id=P3 kind=partner effective_from=2026-10-05 hourly_rate=90.5"
                " !hourly_rate BAD_MONEY\n");
}

/* An & of a heading is doubled; a name on several lines is one, an address has commas. */
Test(translate, headings_with_signs_and_values_on_several_lines)
{
    g_autoptr(test_world) world = world_new(
        "[partners.csv columns]\npartner_id = Id #\nlegal_name = First && last\nabn = ABN\n"
        "timezone = \"Australia/Sydney\"\nareas = \"AU-NSW\"\naddress_line_1 = Street\n");
    static const char csv[] = "Id #,First & last,ABN,Street\n"
                              "P1,\"Ann\nO'Wren\",1,\"Level 3,\r\n12 High St\n\nAshby\"\n";
    g_autofree char *rows = rows_of(world, csv, sizeof csv - 1);
    cr_expect_str_eq(rows,
                     "2: partner_id=P1 legal_name=Ann O'Wren abn=1 address_line_1=Level 3, "
                     "12 High St, Ashby timezone=Australia/Sydney areas=AU-NSW\n",
                     "%s", rows);
    cr_assert_eq(world->told->len, 2);
    cr_expect_str_eq(world->told->pdata[1],
                     "export.csv: 1 value of Street on several lines, read as one");
}

Test(translate, headings_join_and_ends_are_durations)
{
    static const char ini[] =
        "[appointments.csv]\ndate_order = day month year\n[appointments.csv columns]\n"
        "appointment_id = No\npartner_id = Id\ncalendar = \"open\"\nstart = Day & \" \" & From\n"
        "end = To\nstatus = State\nbooked_by = By\n"
        "[appointments.csv values of status]\ncompleted = Attended; Done\n"
        "[appointments.csv values of booked_by]\nclient = (blank); Portal\n";
    expect_rows(ini,
                "No,Id,Day,From,To,State,By\n"
                "A1,P1,5/10/2026,9:00 AM,5/10/2026 10:30 AM,ATTENDED,Portal\n"
                "A2,P1,5/10/2026,9:00 AM,,done,\n"
                "A3,P1,5/10/2026,9:00 AM,5/10/2026 8:00 AM,Done,\n"
                "A4,P1,5/10/2026,9:00 AM,,Moved,cs\n",
                "2: appointment_id=A1 partner_id=P1 calendar=open start=2026-10-05T09:00 "
                "duration_minutes=90 status=completed booked_by=client\n"
                "3: appointment_id=A2 partner_id=P1 calendar=open start=2026-10-05T09:00 "
                "status=completed booked_by=client\n"
                "4: appointment_id=A3 partner_id=P1 calendar=open start=2026-10-05T09:00 "
                "duration_minutes=2026-10-05T08:00 status=completed booked_by=client "
                "!duration_minutes END_BEFORE_START\n"
                "5: appointment_id=A4 partner_id=P1 calendar=open start=2026-10-05T09:00 "
                "!status UNNAMED_VALUE\n");
}

Test(translate, a_week_in_columns)
{
    static const char ini[] = "[schedules.csv]\nweekdays = Mon..Tue\n[schedules.csv columns]\n"
                              "partner_id = Id\neffective_from = \"2026-07-01\"\n";
#define ROW(day, times) "2: partner_id=P1 weekday=" day " " times " effective_from=2026-07-01"
    expect_rows(ini, "Id,Monday,Tue\nP1,\"9-12, 1:30pm-4:30pm\",10:00\nP2,,\n",
                ROW("Mon", "start=09:00 end=12:00") "\n" ROW(
                    "Mon", "start=13:30 end=16:30") "\n" ROW("Tue", "start=10:00") "\n");
    expect_rows(ini, "Id,Mon,Tues\nP1,,10:00\n", ROW("Tue", "start=10:00") "\n");
    /* A bare 1 is rarely meant at night, and never taken for it. */
    expect_rows(ini, "Id,Mon,Tue\nP1,1-4,\nP1,,12-25\nP1,1-4pm,11am-1pm\n",
                "2: partner_id=P1 weekday=Mon effective_from=2026-07-01 !start BAD_TIME\n"
                "3: partner_id=P1 weekday=Tue effective_from=2026-07-01 !start BAD_TIME\n"
                "4: partner_id=P1 weekday=Mon start=13:00 end=16:00 effective_from=2026-07-01\n"
                "4: partner_id=P1 weekday=Tue start=11:00 end=13:00 effective_from=2026-07-01\n");
}

Test(translate, passes_and_rows_that_are_none)
{
    static const char ini[] =
        "[rates.csv]\nskip_rows_without = partner_id\n[rates.csv columns]\npartner_id = Id\n"
        "kind = \"partner\"\neffective_from = \"2026-07-01\"\nhourly_rate = Rate\n"
        "[rates.csv 2 columns]\nkind = \"adhoc\"\nhourly_rate = Ad hoc rate\n";
    g_autoptr(test_world) world = world_new(ini);
    static const char csv[] = "Fees of the year,,\nId,Rate,Ad hoc  rate\nP1,150,170\nP2,140,\n"
                              "\nTotal,,\n,290,170\n";
    g_autofree char *rows = rows_of(world, csv, sizeof csv - 1);
    cr_expect_str_eq(rows,
                     "3: partner_id=P1 kind=partner effective_from=2026-07-01 hourly_rate=150\n"
                     "4: partner_id=P2 kind=partner effective_from=2026-07-01 hourly_rate=140\n"
                     "3: partner_id=P1 kind=adhoc effective_from=2026-07-01 hourly_rate=170\n");
    cr_assert_eq(world->told->len, 4);
    cr_expect_str_eq(world->told->pdata[0],
                     "export.csv: 1 row skipped (rates.csv), line 7: \"290\"");
    cr_expect_str_eq(world->told->pdata[3],
                     "export.csv: 2 rows give no row of rates.csv 2, for Ad hoc rate is blank");
}

Test(translate, whole_days_that_end_the_day_after)
{
    static const char ini[] = "[blocks.csv]\nall_day_end = exclusive\n";
    expect_rows(ini,
                "block_id,partner_id,start,end\nB1,P1,2026-09-30,2026-10-01\n"
                "B2,P1,2026-09-30T10:00,2026-10-01T10:00\n",
                "2: block_id=B1 partner_id=P1 start=2026-09-30 end=2026-09-30\n"
                "3: block_id=B2 partner_id=P1 start=2026-09-30T10:00 end=2026-10-01T10:00\n");
}

Test(translate, encodings)
{
    static const char ini[] =
        "[partners.csv]\nencoding = windows-1252\ndelimiter = semicolon\n"
        "[partners.csv columns]\npartner_id = Id\nlegal_name = Name\nabn = ABN\n"
        "timezone = \"Australia/Sydney\"\nareas = \"AU-NSW\"\nbsb = BSB\nsuper = Super\n";
    expect_rows(ini, "Id;Name;ABN;BSB;Super\nP1;Zo\xEB;1;62000;TRUE\n",
                "2: partner_id=P1 legal_name=Zoë abn=1 timezone=Australia/Sydney areas=AU-NSW "
                "bsb=062-000 super=yes\n");
    /* A byte order mark decides. */
    g_autofree char *text =
        g_strdup("\xEF\xBB\xBFId;Name;ABN;BSB;Super\nP1;Zo\xC3\xAB;1;083 004;\n");
    expect_rows(ini, text,
                "2: partner_id=P1 legal_name=Zoë abn=1 timezone=Australia/Sydney areas=AU-NSW "
                "bsb=083-004\n");
    gsize length = 0;
    g_autofree char *utf16 = g_convert("\xEF\xBB\xBFId;Name;ABN;BSB;Super\nP1;Zo\xC3\xAB;1;;\n", -1,
                                       "UTF-16LE", "UTF-8", NULL, &length, NULL);
    g_autoptr(test_world) world = world_new(ini);
    g_autofree char *rows = rows_of(world, utf16, (gssize)length);
    cr_expect_str_eq(rows, "2: partner_id=P1 legal_name=Zoë abn=1 timezone=Australia/Sydney "
                           "areas=AU-NSW\n");
}
