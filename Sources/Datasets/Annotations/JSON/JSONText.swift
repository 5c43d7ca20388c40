/// A number as JSON, short: 12, not 12.0; otherwise the shortest text that reads back the same.
func jsonNumber(_ value: Double) -> String {
  if let whole = Int(exactly: value), abs(whole) < 1 << 53 { return "\(whole)" }
  return "\(value)"
}

/// A string as JSON: quoted, with the escapes JSON asks for and no others.
package func jsonString(_ string: String) -> String {
  var text = "\""
  for scalar in string.unicodeScalars {
    switch scalar {
    case "\"": text += "\\\""
    case "\\": text += "\\\\"
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    case "\t": text += "\\t"
    case "\0"..<" ":
      let digits = String(scalar.value, radix: 16)
      text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: text.unicodeScalars.append(scalar)
    }
  }
  return text + "\""
}

func jsonArray(_ values: some Sequence<Double>) -> String {
  "[" + values.map(jsonNumber).joined(separator: ",") + "]"
}

func jsonArray(_ values: some Sequence<Int>) -> String {
  "[" + values.map(String.init).joined(separator: ",") + "]"
}
