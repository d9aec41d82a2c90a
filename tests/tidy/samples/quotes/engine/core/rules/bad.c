/* P1
 *
 * Policy: "Each slot is paid, if an appointment
 *          is booked or not." and Policy: "A “late” slot is the client's."
 * Policy: "Each slot … is booked"
 */

// Policy: "Each slot is paid, whether an
// appointment is booked or not."

/* Policy: "is booked … Each slot" */

/* Policy: each slot is paid */

/* Policy: silent */
