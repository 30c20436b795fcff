package import ByteIO
internal import Glibc

/// A day of the Gregorian calendar, without a time or a zone.
package struct CalendarDay: Sendable, Hashable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// Nil when the calendar has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Self.length(of: month, in: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// Reads a day in the form `2027-03-01`; nil when the text has another form or there is no such day.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]),
            let day = Self.number(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Today, in UTC.
    ///
    /// - Throws: ``Fault`` `policy.clock` when the clock is beyond the year 9999.
    package static func today() throws(Fault) -> CalendarDay {
        var now = time(nil)
        var parts = unsafe tm()
        guard unsafe gmtime_r(&now, &parts) != nil,
            let today = unsafe CalendarDay(
                year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
        else { throw .clock() }
        return today
    }

    /// The days from `earlier` to this day; negative when `earlier` is the later one.
    package func days(since earlier: CalendarDay) -> Int {
        number - earlier.number
    }
}

extension CalendarDay: Comparable {
    package static func < (first: CalendarDay, second: CalendarDay) -> Bool {
        (first.year, first.month, first.day) < (second.year, second.month, second.day)
    }
}

extension CalendarDay: CustomStringConvertible {
    package var description: String {
        [(year, 4), (month, 2), (day, 2)].map { String($0, width: $1) }.joined(separator: "-")
    }
}

extension CalendarDay {
    private static func isLeap(_ year: Int) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    private static func length(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since the day before 0001-01-01.
    private var number: Int {
        let past = year - 1
        let months = (1..<month).reduce(0) { $0 + Self.length(of: $1, in: year) }
        return past * 365 + past / 4 - past / 100 + past / 400 + months + day
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}
