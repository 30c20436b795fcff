import Policies
import Testing

@Suite("Days of the calendar")
struct CalendarDayTests {
    @Test(
        "A day is read and written as year, month and day",
        arguments: ["2027-03-01", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31", "2026-11-30"])
    func roundTrip(text: String) throws {
        #expect(try #require(CalendarDay(text)).description == text)
    }

    @Test(
        "What is no day, or another way to write one, is refused",
        arguments: [
            "", "2027-02-29", "1900-02-29", "2026-02-30", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00",
            "2026-01-32", "0000-01-01", "2026-1-1", "26-01-01", "2026/01/01", "2026-01-01 ", " 2026-01-01",
            "2026-01-01T00:00:00Z", "01-01-2026", "2026-01-0١", "+026-01-01", "20260101",
        ])
    func refused(text: String) {
        #expect(CalendarDay(text) == nil)
    }

    @Test(
        "Days are counted over months, years and leap years",
        arguments: [
            ("2026-03-01", "2026-02-28", 1), ("2024-03-01", "2024-02-28", 2), ("2027-01-01", "2026-12-31", 1),
            ("2000-03-01", "1999-03-01", 366), ("1901-03-01", "1900-03-01", 365), ("2026-05-05", "2026-05-05", 0),
            ("1970-01-01", "0001-01-01", 719_162), ("2026-01-01", "2026-01-31", -30),
        ])
    func distance(later: String, earlier: String, days: Int) throws {
        let later = try #require(CalendarDay(later))
        let earlier = try #require(CalendarDay(earlier))
        #expect(later.days(since: earlier) == days)
        #expect((later > earlier) == (days > 0))
    }

    @Test("Today is a day of this century that does not run backwards")
    func today() throws {
        let today = try CalendarDay.today()
        #expect((2026...2125).contains(today.year))
        #expect(try CalendarDay.today() >= today)
    }
}
