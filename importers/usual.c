#include "importers/usual.h"

#include <glib.h>
#include <string.h>

#include "engine/core/near.h"

/* The place of a word in a list of words with spaces between; -1: it is not there. */
static int list_find(const char *list, const char *word)
{
    const size_t length = strlen(word);
    for (int place = 0; length > 0; place++) {
        const size_t next = strcspn(list, " ");
        if (next == length && strncmp(list, word, length) == 0) {
            return place;
        }
        if (list[next] == '\0') {
            break;
        }
        list += next + 1;
    }
    return -1;
}

bool usual_list_has(const char *list, const char *word)
{
    return list_find(list, word) >= 0;
}

/* "EndTime", "end-time" and "End time" as the words end and time. The caller frees. */
static char **words_split(const char *text)
{
    g_autoptr(GString) spaced = g_string_new(NULL);
    for (const char *at = text; *at; at++) {
        if (g_ascii_isupper(*at) && at > text && g_ascii_islower(at[-1])) {
            g_string_append_c(spaced, ' ');
        }
        const bool gap = spaced->len > 0 && spaced->str[spaced->len - 1] == ' ';
        if (g_ascii_isalpha(*at)) {
            g_string_append_c(spaced, g_ascii_tolower(*at));
        } else if (!gap) {
            g_string_append_c(spaced, ' ');
        }
    }
    return g_strsplit(g_strstrip(spaced->str), " ", -1);
}

/* ---- files ---------------------------------------------------------------------------------------- */

/* Words of a name by which people, browsers and spreadsheets call the file. */
static const struct {
    enum input_file file;
    const char *words;
} called[] = {
    {INPUT_EXTRA_SESSIONS, "extra extension extensions"},
    {INPUT_RATES, "rate rates"},
    {INPUT_APPOINTMENTS, "appointment appointments booking bookings session sessions diary"},
    {INPUT_SCHEDULES, "schedule schedules roster rosters availability timetable"},
    {INPUT_BLOCKS, "block blocks leave absence absences unavailability"},
    {INPUT_OTHER_WORK, "onsite work"},
    {INPUT_CASES, "case cases referral referrals"},
    {INPUT_HOLIDAYS, "holiday holidays"},
    {INPUT_PARTNERS, "partner partners consultant consultants clinician clinicians supplier "
                     "suppliers practitioner practitioners"},
};

int usual_file(const char *name)
{
    g_auto(GStrv) words = words_split(name);
    for (size_t i = 0; i < G_N_ELEMENTS(called); i++) {
        for (size_t j = 0; words[j]; j++) {
            if (usual_list_has(called[i].words, words[j])) {
                return (int)called[i].file;
            }
        }
    }
    return -1;
}

/* ---- columns -------------------------------------------------------------------------------------- */

#define PARTNER_IDS                                                                                \
    "consultant_number consultant_no consultant_id consultant_code practitioner_number "           \
    "practitioner_no practitioner_id practitioner_code partner_number partner_no partner_code "    \
    "clinician_number clinician_id provider_number provider_id resource_id supplier_id "           \
    "contractor_number contractor_id employee_number employee_no employee_id employee_code "       \
    "staff_number staff_id worker_id"

static const struct usual_column columns[] = {
    {INPUT_PARTNERS, "partner_id", false, PARTNER_IDS},
    {INPUT_PARTNERS, "legal_name", false,
     "consultant_name partner_name practitioner_name full_name supplier_name name consultant "
     "practitioner"},
    {INPUT_PARTNERS, "trading_name", false, "business_name trading_as trades_as practice_name"},
    {INPUT_PARTNERS, "abn", false, "abn_number australian_business_number"},
    {INPUT_PARTNERS, "gst_from", true,
     "gst_registered_from gst_registration_date gst_registered gst_start_date tax_from "
     "registered_from"},
    {INPUT_PARTNERS, "gst_to", true, "gst_registered_to gst_end_date tax_to registered_to"},
    {INPUT_PARTNERS, "agreement_from", true,
     "agreement_start_date agreement_start agreement_date contract_from contract_start "
     "contract_start_date contract_date"},
    {INPUT_PARTNERS, "agreement_to", true,
     "agreement_end_date agreement_end contract_to contract_end contract_end_date"},
    {INPUT_PARTNERS, "agreement_ref", false, "agreement_number contract_number"},
    {INPUT_PARTNERS, "email", false, "email_address e_mail"},
    {INPUT_PARTNERS, "address_line_1", false,
     "street mailing_street street_address address billing_street"},
    {INPUT_PARTNERS, "suburb", false, "city town locality mailing_city billing_city"},
    {INPUT_PARTNERS, "state", false,
     "state_province mailing_state_province mailing_state billing_state province"},
    {INPUT_PARTNERS, "postcode", false,
     "post_code postal_code zip zip_postal_code mailing_zip_postal_code mailing_postal_code"},
    {INPUT_PARTNERS, "timezone", false, "time_zone tz zone"},
    {INPUT_PARTNERS, "areas", false, "area holiday_area"},
    {INPUT_PARTNERS, "bsb", false, "bsb_number bsb_code"},
    {INPUT_PARTNERS, "account_number", false,
     "account_no bank_account_number bank_account account"},
    {INPUT_PARTNERS, "account_name", false, "bank_account_name account_holder"},
    {INPUT_PARTNERS, "active_from", true,
     "start_date started commenced joined valid_from commencement_date hire_date date_joined"},
    {INPUT_PARTNERS, "active_to", true,
     "end_date ended left terminated finish valid_to termination_date leaving_date date_left "
     "exit_date last_day"},
    {INPUT_RATES, "partner_id", false, PARTNER_IDS},
    {INPUT_RATES, "kind", false, "rate_kind rate_type type"},
    {INPUT_RATES, "effective_from", false,
     "rate_from rate_effective_from rates_from rate_date valid_from effective_date from "
     "start_date"},
    {INPUT_RATES, "hourly_rate", false, "rate rate_per_hour hourly amount"},
    {INPUT_SCHEDULES, "partner_id", false, PARTNER_IDS},
    {INPUT_SCHEDULES, "weekday", false, "day day_of_week week_day"},
    {INPUT_SCHEDULES, "start", false, "start_time from_time starts_at from"},
    {INPUT_SCHEDULES, "end", true, "end_time finish finishes until to finish_time"},
    {INPUT_SCHEDULES, "effective_from", true,
     "valid_from effective_date effective since start_date starts_on"},
    {INPUT_SCHEDULES, "effective_to", true,
     "effective_until valid_to valid_until until expires end_date"},
    {INPUT_SCHEDULES, "every", true, "frequency recurrence repeats interval fortnightly"},
    {INPUT_BLOCKS, "block_id", false,
     "leave_id absence_id event_id block_number leave_number absence_number request_id id "
     "reference "
     "number no"},
    {INPUT_BLOCKS, "partner_id", false, PARTNER_IDS},
    {INPUT_BLOCKS, "start", false, "start_date from starts_at start_time first_day date_from"},
    {INPUT_BLOCKS, "end", false, "end_date to until ends_at end_time last_day date_to"},
    {INPUT_BLOCKS, "status", true, "cancelled cancelled_at"},
    {INPUT_OTHER_WORK, "work_id", false, "job_id job_number event_id work_number id"},
    {INPUT_OTHER_WORK, "partner_id", false, PARTNER_IDS},
    {INPUT_OTHER_WORK, "stream", false, "work_type service type"},
    {INPUT_OTHER_WORK, "start", false, "scheduled_start start_time from starts_at"},
    {INPUT_OTHER_WORK, "end", false, "scheduled_end end_time to until ends_at"},
    {INPUT_OTHER_WORK, "status", true, "cancelled cancelled_at"},
    {INPUT_APPOINTMENTS, "appointment_id", false,
     "service_appointment_id appointment_number appointment_no service_appointment booking_id "
     "booking_number booking_no booking_ref appointment appt_id appt_number appt_no appt booking"},
    {INPUT_APPOINTMENTS, "partner_id", false, PARTNER_IDS},
    {INPUT_APPOINTMENTS, "case_id", true,
     "case_number case_no assist_case referral_number referral_no referral_id referral case"},
    {INPUT_APPOINTMENTS, "calendar", false,
     "work_schedule calendar_type work_type diary schedule_type booking_type appointment_type "
     "type"},
    {INPUT_APPOINTMENTS, "start", false,
     "scheduled_start start_time appointment_start starts_at start_date_time appointment_time "
     "time"},
    {INPUT_APPOINTMENTS, "duration_minutes", true,
     "duration length minutes mins duration_hours length_hours hours"},
    {INPUT_APPOINTMENTS, "end", false,
     "scheduled_end end_time appointment_end ends_at finish_time finish"},
    {INPUT_APPOINTMENTS, "timezone", true, "time_zone tz zone"},
    {INPUT_APPOINTMENTS, "status", false, "appointment_status booking_status outcome state"},
    {INPUT_APPOINTMENTS, "booked_at", true,
     "created_date created_on created booked_on booked_date date_booked created_at"},
    {INPUT_APPOINTMENTS, "booked_by", false, "created_by"},
    {INPUT_APPOINTMENTS, "completed_at", true,
     "completed_date completed_on finalised_on finalised_at finalised finalized date_completed "
     "completion_date marked_at marked_on marked_date date_marked closed_at closed_on closed_date "
     "attended_at completed"},
    {INPUT_APPOINTMENTS, "cancelled_at", true,
     "cancelled_date cancelled_on canceled_at canceled_on canceled_date cancellation_date "
     "cancellation_time cancelled canceled"},
    {INPUT_APPOINTMENTS, "cancelled_by", true,
     "canceled_by cancellation_by cancellation_reason cancelled_reason"},
    {INPUT_APPOINTMENTS, "approval_ref", true, "preapproval approved_by approval_number"},
    {INPUT_APPOINTMENTS, "moved_from", true, "rescheduled_from rebooked_from"},
    {INPUT_APPOINTMENTS, "moved_at", true, "rescheduled_at rescheduled_date rebooked_on"},
    {INPUT_CASES, "case_id", false, "case_number case_no assist_case referral_number"},
    {INPUT_CASES, "entitled_sessions", false, "entitlement sessions_allowed session_limit"},
    {INPUT_CASES, "sessions_used", true, "used"},
    {INPUT_CASES, "adhoc_referral", true, "referred_to"},
    {INPUT_CASES, "client_key", true, "client_id customer_id customer_key"},
    {INPUT_EXTRA_SESSIONS, "outcome_on", true, "approved_on decided_on"},
    {INPUT_EXTRA_SESSIONS, "clinical_review", true, "reviewed"},
    {INPUT_HOLIDAYS, "from", true, "start start_time"},
    {INPUT_HOLIDAYS, "to", true, "end end_time"},
    {INPUT_HOLIDAYS, "effect", true, "action"},
};

const struct usual_column *usual_columns(size_t *ret_count)
{
    *ret_count = G_N_ELEMENTS(columns);
    return columns;
}

/* A zone in brackets says how the column is read, not which it is. */
static const char ZONES[] = "utc gmt";

char *usual_key(const char *heading)
{
    g_auto(GStrv) words = words_split(heading);
    g_autoptr(GString) key = g_string_new(NULL);
    for (size_t i = 0; words[i]; i++) {
        if (*words[i] && !usual_list_has(ZONES, words[i])) {
            g_string_append_printf(key, "%s%s", key->len > 0 ? "_" : "", words[i]);
        }
    }
    return g_strdup(key->str);
}

int usual_rank_of_key(enum input_file file, const char *column, const char *heading,
                      const char *key)
{
    if (near_same(column, heading) || near_same(column, key)) {
        return 1;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(columns); i++) {
        if (columns[i].file == file && strcmp(columns[i].column, column) == 0) {
            const int place = list_find(columns[i].others, key);
            if (place >= 0) {
                return place + 2;
            }
        }
    }
    return 0;
}

int usual_rank(enum input_file file, const char *column, const char *heading)
{
    g_autofree char *key = usual_key(heading);
    return usual_rank_of_key(file, column, heading, key);
}

/* Headings that may say the same in another form: asked for, and never proposed. */
#define DECIDING                                                                                   \
    "approved approval approval_status state decision declined rejected deleted active withdrawn " \
    "request_status leave_status"
static const struct {
    enum input_file file;
    const char *column;
    const char *headings;
} asked[] = {
    {INPUT_SCHEDULES, "end", "duration length minutes mins duration_minutes duration_hours"},
    {INPUT_BLOCKS, "status", DECIDING},
    {INPUT_OTHER_WORK, "status", DECIDING}};

static bool is_asked(const struct usual_column *column, const char *key)
{
    bool is = false;
    for (size_t i = 0; i < G_N_ELEMENTS(asked) && !is; i++) {
        is = asked[i].file == column->file && strcmp(asked[i].column, column->column) == 0 &&
             usual_list_has(asked[i].headings, key);
    }
    return is;
}

/* Every other column has them; and a client's name or address is no key of the client. */
static const char NOT_TELLING[] = "by at id from to of date ref type client";

int usual_likeness(const struct usual_column *column, const char *heading)
{
    g_auto(GStrv) words = words_split(heading);
    g_auto(GStrv) wanted = words_split(column->column);
    g_autofree char *key = usual_key(heading);
    const bool listed = usual_list_has(column->others, key) || is_asked(column, key) ||
                        near_same(column->column, key);
    int shared = listed ? 100 : 0;
    for (size_t i = 0; words[i]; i++) {
        shared += *words[i] && !usual_list_has(NOT_TELLING, words[i]) &&
                  g_strv_contains((const char *const *)wanted, words[i]);
    }
    return shared;
}

/* ---- words ---------------------------------------------------------------------------------------- */

/* Theirs between bars, in small letters. What none has is nobody's to show: it may be a client's name. */
static const struct {
    const char *column;
    const char *ours;
    const char *theirs;
} words[] = {
    {"calendar", "open", "|regular|standard|partner|partner schedule|open calendar|"},
    {"calendar", "adhoc", "|ad hoc|ad-hoc|ad hoc schedule|"},
    {"status", "booked", "|scheduled|confirmed|upcoming|not started|new|"},
    {"status", "completed", "|attended|complete|closed|done|finalised|"},
    {"status", "no_show",
     "|no show|no-show|noshow|did not attend|dna|cannot complete|failed to attend|"},
    {"status", "cancelled", "|canceled|late cancel|late cancellation|withdrawn|deleted|"},
    {"status", "moved", "|rescheduled|rebooked|"},
    {"taken_status", "cancelled",
     "|canceled|yes|true|1|withdrawn|deleted|declined|rejected|refused|ja|wahr|"},
    {"taken_status", "", "|active|approved|no|false|0|nein|falsch|"},
    {"booked_by", "client", "|portal|portal guest user|online|online booking|customer|self|web|"},
    {"booked_by", "cs",
     "|client services|client service|customer service|customer services|service desk|"},
    {"booked_by", "consultant_sourcing", "|consultant sourcing|sourcing|"},
    {"booked_by", "consultant", "|practitioner|clinician|provider|partner|"},
    {"booked_by", "user_support", "|user support|"},
    {"cancelled_by", "client", "|customer|client cancelled|cancelled by client|"},
    {"cancelled_by", "consultant",
     "|practitioner|clinician|provider|partner|practitioner cancelled|cancelled by practitioner|"
     "cancelled by consultant|consultant cancelled|"},
    {"cancelled_by", "converge", "|office|head office|"},
    {"kind", "partner", "|partner rate|schedule|"},
    {"kind", "adhoc", "|ad hoc|ad-hoc|ad hoc rate|"},
    {"stream", "rapid_response", "|rapid response|critical incident|"},
    {"stream", "onsite", "|on site|on-site|"},
    {"gst_from", "2000-07-01", "|yes|y|true|1|registered|ja|wahr|"},
    {"gst_from", "", "|no|n|false|0|not registered|nein|falsch|"},
    {"timezone", "Australia/Sydney", "|nsw|act|new south wales|australian capital territory|"},
    {"timezone", "Australia/Melbourne", "|vic|victoria|"},
    {"timezone", "Australia/Brisbane", "|qld|queensland|"},
    {"timezone", "Australia/Adelaide", "|sa|south australia|"},
    {"timezone", "Australia/Perth", "|wa|western australia|"},
    {"timezone", "Australia/Hobart", "|tas|tasmania|"},
    {"timezone", "Australia/Darwin", "|nt|northern territory|"},
    {"areas", "AU-NSW", "|nsw|new south wales|"},
    {"areas", "AU-ACT", "|act|australian capital territory|"},
    {"areas", "AU-VIC", "|vic|victoria|"},
    {"areas", "AU-QLD", "|qld|queensland|"},
    {"areas", "AU-SA", "|sa|south australia|"},
    {"areas", "AU-WA", "|wa|western australia|"},
    {"areas", "AU-TAS", "|tas|tasmania|"},
    {"areas", "AU-NT", "|nt|northern territory|"},
};

const char *usual_word(const char *column, const char *theirs)
{
    g_autofree char *small = g_utf8_strdown(theirs, -1);
    g_autofree char *between = g_strdup_printf("|%s|", g_strstrip(small));
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (strcmp(words[i].column, column) == 0 &&
            (near_same(words[i].ours, small) || strstr(words[i].theirs, between)) && *small) {
            return words[i].ours;
        }
    }
    return NULL;
}
