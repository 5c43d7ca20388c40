import Glibc

/// Keeps a lesson that collects and collects from taking the whole machine with it.
enum Memory {
  /// Whether this process holds more than 60 % of the machine's memory.
  static var isShort: Bool {
    guard let file = fopen("/proc/self/statm", "r") else { return false }
    defer { fclose(file) }
    var buffer = [CChar](repeating: 0, count: 128)
    guard fgets(&buffer, 128, file) != nil else { return false }
    let text = String(
      decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let fields = text.split(separator: " ")
    guard fields.count > 1, let resident = Int(fields[1]) else { return false }
    let all = sysconf(Int32(_SC_PHYS_PAGES))
    return all > 0 && resident > all / 10 * 6
  }

  static func exhausted(_ range: SourceRange) -> LessonError {
    LessonError(
      .tooLarge, "the memory of this machine runs out",
      suggestion: "keep less at a time; does the loop end?", at: range)
  }
}
