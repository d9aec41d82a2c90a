#include <criterion/criterion.h>

#include "store_sample.h"

/* One partner's facts. */

static struct store_sample sample;

static void set_up(void)
{
    store_sample_open(&sample);
}

static void tear_down(void)
{
    store_sample_close(&sample);
}

TestSuite(partner_load, .init = set_up, .fini = tear_down);

static store_partner *load(int32_t month, int64_t batch, const char *partner_id)
{
    g_autoptr(GError) error = NULL;
    struct store_view view = sample_view(month, batch);
    store_partner *partner =
        store_partner_load(sample.store, &view, partner_id, sample_clock, &error);
    cr_assert_not_null(partner, "%s", error ? error->message : "");
    return partner;
}

static const struct appointment *find(const store_partner *partner, const char *appointment_id)
{
    const struct appointment *found = NULL;
    for (size_t i = 0; i < partner->facts.appointment_count; i++) {
        const struct appointment *appointment = &partner->facts.appointments[i];
        if (g_str_equal(appointment->appointment_id, appointment_id)) {
            cr_expect_null(found, "%s is there twice", appointment_id);
            found = appointment;
        }
    }
    cr_assert_not_null(found, "%s", appointment_id);
    return found;
}

static int64_t september(int32_t date, int32_t hour)
{
    return sample_utc(2026, 9, date, hour, 0);
}

Test(partner_load, the_row_comes_back_as_it_was)
{
    store_import *import = sample_begin(sample.store, 9);
    struct partner_row row = sample_partner("P1", "Australia/Sydney");
    row.supplier.trading_name = "Calm";
    row.gst.from = (day){10};
    row.gst.to = (day){20};
    row.agreement.from = (day){30};
    row.supplier.agreement_ref = "R-7";
    row.supplier.email = "a@example.org";
    row.supplier.address_line_1 = "1 Street";
    row.supplier.address_line_2 = "Level 2";
    row.supplier.suburb = "Town";
    row.supplier.state = "NSW";
    row.supplier.postcode = "2000";
    row.areas = "AU-NSW;AU-VIC";
    row.supplier.bsb = "062-000";
    row.supplier.account_number = "123";
    row.supplier.account_name = "A N";
    row.active.from = (day){-40};
    row.source.line = 7;
    sample_stage(import, INPUT_PARTNERS, &row);
    sample_stage_partner(import, sample_partner("P2", "UTC"));
    sample_file(import, INPUT_PARTNERS, 2);
    cr_assert_eq(sample_commit(import), 1);

    g_autoptr(store_partner) full = load(9, 1, "P1");
    cr_expect_str_eq(full->row.supplier.legal_name, "Ánh Nguyễn");
    cr_expect_str_eq(full->row.supplier.trading_name, "Calm");
    cr_expect_str_eq(full->row.supplier.abn, "51824753556");
    cr_expect_str_eq(full->row.supplier.agreement_ref, "R-7");
    cr_expect_str_eq(full->row.supplier.email, "a@example.org");
    cr_expect_str_eq(full->row.supplier.address_line_1, "1 Street");
    cr_expect_str_eq(full->row.supplier.address_line_2, "Level 2");
    cr_expect_str_eq(full->row.supplier.suburb, "Town");
    cr_expect_str_eq(full->row.supplier.state, "NSW");
    cr_expect_str_eq(full->row.supplier.postcode, "2000");
    cr_expect_str_eq(full->row.timezone, "Australia/Sydney");
    cr_expect_str_eq(full->row.areas, "AU-NSW;AU-VIC");
    cr_expect_str_eq(full->row.supplier.account_name, "A N");
    cr_expect_eq(full->row.source.line, 7);
    cr_expect_str_eq(full->facts.partner_id, "P1");
    cr_expect_eq(full->facts.gst.from.number, 10);
    cr_expect_eq(full->facts.gst.to.number, 20);
    cr_expect_eq(full->facts.agreement.from.number, 30);
    cr_expect_eq(full->facts.agreement.to.number, DAY_UNBOUNDED_TO.number);
    cr_expect_eq(full->facts.active.from.number, -40);
    cr_expect(full->facts.bank_details);
    cr_expect_null(full->facts.clock.offsets, "left to the caller");

    g_autoptr(store_partner) blank = load(9, 1, "P2");
    cr_expect_eq(blank->facts.gst.from.number, DAY_UNBOUNDED_TO.number, "never registered");
    cr_expect_eq(blank->facts.agreement.from.number, DAY_UNBOUNDED_TO.number, "no agreement");
    cr_expect_eq(blank->facts.active.from.number, DAY_UNBOUNDED_FROM.number);
    cr_expect_eq(blank->facts.active.to.number, DAY_UNBOUNDED_TO.number);
    cr_expect_str_eq(blank->row.supplier.bsb, "");
    cr_expect_not(blank->facts.bank_details);
}

/* A1 stands in the first file, A2 in the one that is in force, A3 in that of another month. */
Test(partner_load, a_line_of_another_file_names_its_batch)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    sample_stage_appointment(import, sample_appointment("A1", "P1", sample_utc(2026, 9, 7, 1, 0)));
    sample_file(import, INPUT_APPOINTMENTS, 1);
    cr_assert_eq(sample_commit(import), 1);
    import = sample_begin(sample.store, 9);
    sample_stage_appointment(import, sample_appointment("A1", "P1", sample_utc(2026, 9, 7, 1, 0)));
    sample_stage_appointment(import, sample_appointment("A2", "P1", sample_utc(2026, 9, 8, 1, 0)));
    sample_file(import, INPUT_APPOINTMENTS, 2);
    cr_assert_eq(sample_commit(import), 2);
    import = sample_begin_with_partners(sample.store, 10);
    sample_stage_appointment(import, sample_appointment("A3", "P1", sample_utc(2026, 9, 9, 1, 0)));
    sample_file(import, INPUT_APPOINTMENTS, 1);
    cr_assert_eq(sample_commit(import), 3);

    g_autoptr(store_partner) partner = load(9, 3, "P1");
    cr_assert_eq(partner->facts.appointment_count, 3);
    cr_expect_eq(partner->facts.appointments[0].source.earlier_batch, 1);
    cr_expect_eq(partner->facts.appointments[1].source.earlier_batch, 0);
    cr_expect_eq(partner->facts.appointments[2].source.earlier_batch, 3);
    cr_expect_str_eq(partner->facts.source.file, "partners.csv");
    cr_expect_eq(partner->facts.source.earlier_batch, 0);
    g_autoptr(store_partner) before = load(9, 1, "P1");
    cr_expect_eq(before->facts.appointments[0].source.earlier_batch, 0, "as it was then");
}

Test(partner_load, one_that_only_a_held_row_names_is_empty)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    cr_assert(store_import_hold(import, INPUT_PARTNERS, "P9", "", 4, "partners.csv:4: BAD", NULL));
    cr_assert_eq(sample_commit(import), 1);
    g_autoptr(store_partner) held = load(9, 1, "P9");
    cr_expect_str_eq(held->row.supplier.partner_id, "");
    cr_expect_str_eq(held->facts.partner_id, "P9");
    cr_expect_str_eq(held->facts.abn, "");
    cr_expect_eq(held->facts.appointment_count, 0);
    cr_expect_not(held->facts.bank_details);
}

static void stage_schedule(store_import *import, weekday on, int32_t start, day from)
{
    struct schedule_row row = {.partner_id = "P1",
                               .weekday = on,
                               .start_minute = start,
                               .end_minute = start + 60,
                               .effective = {from, DAY_UNBOUNDED_TO},
                               .source.line = 3};
    sample_stage(import, INPUT_SCHEDULES, &row);
}

static void stage_rate_from(store_import *import, enum rate_kind kind, int32_t from)
{
    struct rate_row row = {"P1", kind, {from}, {10000 + from}, {.line = 3}};
    sample_stage(import, INPUT_RATES, &row);
}

Test(partner_load, rows_come_in_order)
{
    store_import *import = sample_begin(sample.store, 9);
    sample_stage_partner(import, sample_partner("P1", "UTC"));
    stage_schedule(import, SUN, 540, DAY_UNBOUNDED_FROM);
    stage_schedule(import, MON, 600, (day){5});
    stage_schedule(import, MON, 600, DAY_UNBOUNDED_FROM);
    stage_schedule(import, MON, 540, (day){9});
    stage_schedule(import, FRI, 540, (day){9});
    stage_rate_from(import, RATE_ADHOC, 1);
    stage_rate_from(import, RATE_PARTNER, 9);
    stage_rate_from(import, RATE_PARTNER, -3);
    sample_stage_block(import, "b", "P1", september(3, 1), september(3, 2));
    sample_stage_block(import, "a", "P1", september(3, 1), september(3, 5));
    sample_stage_block(import, "c", "P1", september(2, 1), september(3, 2));
    sample_stage_work(import, "z", "P1", september(3, 1), september(3, 2));
    sample_stage_work(import, "Y", "P1", september(3, 1), september(3, 2));
    sample_stage_appointment(import, sample_appointment("b", "P1", september(9, 1)));
    sample_stage_appointment(import, sample_appointment("B", "P1", september(9, 1)));
    sample_stage_appointment(import, sample_appointment("c", "P1", september(8, 1)));
    for (int file = INPUT_PARTNERS; file < INPUT_HOLIDAYS; file++) {
        sample_file(import, (enum input_file)file, 1);
    }
    cr_assert_eq(sample_commit(import), 1);

    g_autoptr(store_partner) partner = load(9, 1, "P1");
    const struct partner_facts *facts = &partner->facts;
    cr_assert_eq(facts->schedule_count, 5);
    static const struct {
        weekday on;
        int32_t start, from;
    } schedules[] = {
        {MON, 540, 9}, {MON, 600, INT32_MIN}, {MON, 600, 5}, {FRI, 540, 9}, {SUN, 540, INT32_MIN}};
    for (size_t i = 0; i < facts->schedule_count; i++) {
        cr_expect_eq(facts->schedules[i].weekday, schedules[i].on, "%zu", i);
        cr_expect_eq(facts->schedules[i].start_minute, schedules[i].start, "%zu", i);
        cr_expect_eq(facts->schedules[i].end_minute, schedules[i].start + 60, "%zu", i);
        cr_expect_eq(facts->schedules[i].effective.from.number, schedules[i].from, "%zu", i);
    }
    cr_expect_str_eq(facts->schedules[0].source.file, "schedules.csv");
    cr_expect_eq(facts->schedules[0].source.line, 3);
    cr_assert_eq(facts->rate_count, 3);
    cr_expect_eq(facts->rates[0].hourly_rate.cents_per_hour, 9997);
    cr_expect_eq(facts->rates[1].hourly_rate.cents_per_hour, 10009);
    cr_expect_eq(facts->rates[2].kind, RATE_ADHOC);
    cr_assert_eq(facts->block_count, 3);
    cr_expect_str_eq(facts->blocks[0].block_id, "c");
    cr_expect_str_eq(facts->blocks[1].block_id, "a");
    cr_expect_str_eq(facts->blocks[2].block_id, "b");
    cr_assert_eq(facts->work_count, 2);
    cr_expect_str_eq(facts->works[0].work_id, "Y");
    cr_expect_eq(facts->works[0].stream, STREAM_ONSITE);
    cr_assert_eq(facts->appointment_count, 3);
    cr_expect_str_eq(facts->appointments[0].appointment_id, "c");
    cr_expect_str_eq(facts->appointments[1].appointment_id, "B");
    cr_expect_str_eq(facts->appointments[2].appointment_id, "b");
}

/* Perth is 8 hours before UTC: its 30 August begins at 16:00Z of the 29th, its 3 October ends at
 * 16:00Z of the 3rd, of which the last day is the 2nd. */
Test(partner_load, the_window_is_two_days_around_the_month_in_local_time)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    int64_t first = sample_utc(2026, 8, 29, 16, 0);
    int64_t end = sample_utc(2026, 10, 2, 16, 0);
    sample_stage_appointment(import, sample_appointment("before", "P2", first - 1));
    sample_stage_appointment(import, sample_appointment("first", "P2", first));
    sample_stage_appointment(import, sample_appointment("last", "P2", end - 1));
    sample_stage_appointment(import, sample_appointment("after", "P2", end));
    sample_stage_block(import, "before", "P2", first - 60, first);
    sample_stage_block(import, "in", "P2", first - 60, first + 1);
    sample_stage_block(import, "after", "P2", end, end + 60);
    sample_file(import, INPUT_APPOINTMENTS, 4);
    sample_file(import, INPUT_BLOCKS, 3);
    cr_assert_eq(sample_commit(import), 1);
    g_autofree char *ids = sample_appointment_ids(sample.store, sample_view(9, 1), "P2");
    cr_expect_str_eq(ids, "first last");
    g_autoptr(store_partner) partner = load(9, 1, "P2");
    cr_assert_eq(partner->facts.block_count, 1);
    cr_expect_str_eq(partner->facts.blocks[0].block_id, "in");
}

static struct appointment adhoc(const char *appointment_id, const char *partner_id, int64_t start,
                                const char *case_id, enum booked_by booked_by)
{
    struct appointment row = sample_appointment(appointment_id, partner_id, start);
    row.calendar = CALENDAR_ADHOC;
    row.case_id = case_id;
    row.booked_by = booked_by;
    row.booked_at = (stamp){start * 60 - 600};
    return row;
}

Test(partner_load, an_appointment_comes_back_as_it_was)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    struct appointment row = adhoc("A1", "P1", september(9, 1), "ASST-1", BOOKED_BY_USER_SUPPORT);
    row.duration_minutes = 45;
    row.status = STATUS_CANCELLED;
    row.cancelled_at = (stamp){123456};
    row.cancelled_by = CANCELLED_BY_COMPANY;
    row.approval_ref = "OK-1";
    row.moved_from = "A0";
    row.ambiguous_local_time = true;
    row.source.line = 44;
    sample_stage(import, INPUT_APPOINTMENTS, &row);
    sample_file(import, INPUT_APPOINTMENTS, 1);
    cr_assert_eq(sample_commit(import), 1);
    g_autoptr(store_partner) partner = load(9, 1, "P1");
    const struct appointment *read = find(partner, "A1");
    cr_expect_str_eq(read->case_id, "ASST-1");
    cr_expect_eq(read->customer, 0);
    cr_expect_eq(partner->facts.customer_count, 1);
    cr_expect_eq(read->calendar, CALENDAR_ADHOC);
    cr_expect_eq(read->start.utc_minutes, september(9, 1));
    cr_expect_eq(read->duration_minutes, 45);
    cr_expect_eq(read->status, STATUS_CANCELLED);
    cr_expect_eq(read->booked_at.utc_seconds, september(9, 1) * 60 - 600);
    cr_expect_eq(read->booked_by, BOOKED_BY_USER_SUPPORT);
    cr_expect_eq(read->completed_at.utc_seconds, STAMP_NEVER.utc_seconds);
    cr_expect_eq(read->cancelled_at.utc_seconds, 123456);
    cr_expect_eq(read->cancelled_by, CANCELLED_BY_COMPANY);
    cr_expect_str_eq(read->approval_ref, "OK-1");
    cr_expect_str_eq(read->moved_from, "A0");
    cr_expect_eq(read->moved_from_open_booked_at.utc_seconds, STAMP_NEVER.utc_seconds);
    cr_expect(read->ambiguous_local_time);
    cr_expect_str_eq(read->source.file, "appointments.csv");
    cr_expect_eq(read->source.line, 44);
}

/* K joins cases 1 and 2; 3 is of another customer, 4 is one that cases.csv does not know. */
Test(partner_load, history_of_the_customers_that_the_consultant_booked)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    sample_stage_case(import, sample_case("ASST-1", 6, "K"));
    struct case_row referred = sample_case("ASST-2", 6, "K");
    referred.adhoc_referral = "P1";
    sample_stage_case(import, referred);
    sample_stage_case(import, sample_case("ASST-3", 6, ""));
    int64_t may = sample_utc(2026, 5, 5, 1, 0);
    sample_stage_appointment(import,
                             adhoc("N1", "P1", september(9, 1), "ASST-1", BOOKED_BY_CONSULTANT));
    sample_stage_appointment(import, adhoc("N2", "P1", september(8, 1), "ASST-2", BOOKED_BY_CS));
    sample_stage_appointment(import,
                             adhoc("N4", "P1", september(7, 1), "ASST-4", BOOKED_BY_CONSULTANT));
    sample_stage_appointment(import, adhoc("H1", "P1", may, "ASST-1", BOOKED_BY_CS));
    sample_stage_appointment(import, adhoc("H2", "P1", may + 60, "ASST-2", BOOKED_BY_CLIENT));
    sample_stage_appointment(import, adhoc("H3", "P1", may + 90, "ASST-3", BOOKED_BY_CLIENT));
    sample_stage_appointment(import, adhoc("H4", "P1", may + 120, "ASST-4", BOOKED_BY_CLIENT));
    sample_stage_appointment(import, adhoc("O1", "P2", may + 180, "ASST-1", BOOKED_BY_CS));
    sample_file(import, INPUT_CASES, 3);
    sample_file(import, INPUT_APPOINTMENTS, 8);
    cr_assert_eq(sample_commit(import), 1);

    g_autofree char *ids = sample_appointment_ids(sample.store, sample_view(9, 1), "P1");
    cr_expect_str_eq(ids, "H1 H2 H4 N4 N2 N1", "%s", ids);
    g_autoptr(store_partner) partner = load(9, 1, "P1");
    cr_assert_eq(partner->facts.customer_count, 2);
    uint32_t joined = find(partner, "N1")->customer;
    cr_expect_eq(find(partner, "H1")->customer, joined);
    cr_expect_eq(find(partner, "H2")->customer, joined);
    cr_expect_eq(find(partner, "N2")->customer, joined);
    cr_expect(partner->facts.customers[joined].adhoc_referral);
    uint32_t unknown = find(partner, "N4")->customer;
    cr_expect_neq(unknown, joined);
    cr_expect_eq(find(partner, "H4")->customer, unknown);
    cr_expect_not(partner->facts.customers[unknown].adhoc_referral);

    g_autoptr(store_partner) other = load(5, 1, "P2");
    cr_expect_str_eq(other->row.supplier.partner_id, "", "P2 is not known in May");
}

Test(partner_load, a_blank_case_has_no_customer_and_no_history)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    sample_stage_appointment(import, adhoc("A1", "P1", september(9, 1), "", BOOKED_BY_CONSULTANT));
    sample_stage_appointment(import,
                             adhoc("A0", "P1", sample_utc(2026, 5, 5, 1, 0), "", BOOKED_BY_CS));
    sample_file(import, INPUT_APPOINTMENTS, 2);
    cr_assert_eq(sample_commit(import), 1);
    g_autoptr(store_partner) partner = load(9, 1, "P1");
    cr_assert_eq(partner->facts.appointment_count, 1);
    cr_expect_eq(partner->facts.appointments[0].customer, CUSTOMER_NONE);
    cr_expect_eq(partner->facts.customer_count, 0);
}

/* Of whichever partner, and as it was known at the batch. */
Test(partner_load, moved_from_an_open_appointment)
{
    store_import *import = sample_begin_with_partners(sample.store, 9);
    int64_t start = september(9, 1);
    struct appointment open = sample_appointment("OPEN", "P2", start);
    open.booked_at = (stamp){777};
    struct appointment blank = sample_appointment("BLANK", "P2", start);
    sample_stage_appointment(import, open);
    sample_stage_appointment(import, blank);
    sample_stage_appointment(import, adhoc("ADHOC", "P2", start, "", BOOKED_BY_CS));
    static const char *const moved[] = {"OPEN", "BLANK", "ADHOC", "NONE"};
    for (size_t i = 0; i < G_N_ELEMENTS(moved); i++) {
        g_autofree char *id = g_strdup_printf("M%zu", i);
        struct appointment row = adhoc(id, "P1", start, "", BOOKED_BY_CONSULTANT);
        row.moved_from = moved[i];
        sample_stage_appointment(import, row);
    }
    sample_file(import, INPUT_APPOINTMENTS, 7);
    cr_assert_eq(sample_commit(import), 1);

    static const int64_t expected[][4] = {{777, INT64_MIN, INT64_MAX, INT64_MAX},
                                          {888, INT64_MIN, INT64_MAX, INT64_MAX}};
    import = sample_begin(sample.store, 8);
    open.booked_at = (stamp){888};
    sample_stage_appointment(import, open);
    sample_file(import, INPUT_APPOINTMENTS, 1);
    cr_assert_eq(sample_commit(import), 2);
    for (int64_t batch = 1; batch <= 2; batch++) {
        g_autoptr(store_partner) partner = load(9, batch, "P1");
        for (size_t i = 0; i < G_N_ELEMENTS(moved); i++) {
            g_autofree char *id = g_strdup_printf("M%zu", i);
            cr_expect_eq(find(partner, id)->moved_from_open_booked_at.utc_seconds,
                         expected[batch - 1][i], "%s at batch %ld", id, (long)batch);
        }
    }
}
