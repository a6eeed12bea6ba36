#include "overlap/scenario/json.h"

#include "overlap/http/chars.h"
#include "overlap/text/format.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace overlap::scenario {

using namespace Qt::StringLiterals;
namespace chars = http::chars;

namespace {

constexpr QByteArrayView byteOrderMark = "\xef\xbb\xbf";

// An escape and what it stands for.
constexpr std::array<std::pair<char, char>, 8> escapes = {{{'"', '"'},
                                                           {'\\', '\\'},
                                                           {'/', '/'},
                                                           {'b', '\b'},
                                                           {'f', '\f'},
                                                           {'n', '\n'},
                                                           {'r', '\r'},
                                                           {'t', '\t'}}};

bool continuesCharacter(char byte)
{
    return (uchar(byte) & 0xc0) == 0x80;
}

// Four hexadecimal digits; nothing if there are none.
std::optional<char16_t> unitFrom(QByteArrayView digits)
{
    if (digits.size() < 4)
        return std::nullopt;
    unsigned unit = 0;
    for (const char digit : digits.first(4)) {
        if (!chars::is(digit, chars::Hex))
            return std::nullopt;
        unit = unit * 16 + unsigned(chars::hexValue(digit));
    }
    return char16_t(unit);
}

// One character of a string, as it is written and as it is meant.
struct Written
{
    qsizetype size;   // of what is written, in bytes
    QByteArray means; // UTF-8; empty: the escape stands for nothing
};

// `text` begins with a backslash.
Written escapeFrom(QByteArrayView text)
{
    const char letter = text.size() > 1 ? text[1] : '\0';
    const auto simple = std::ranges::find(escapes, letter, &std::pair<char, char>::first);
    if (simple != escapes.end())
        return {2, QByteArray(1, simple->second)};
    const auto unit = letter == 'u' ? unitFrom(text.sliced(2)) : std::nullopt;
    if (!unit)
        return {2, {}};
    if (!QChar::isSurrogate(*unit))
        return {6, QString(QChar(*unit)).toUtf8()};
    const QByteArrayView behind = text.sliced(6);
    const auto low = behind.startsWith("\\u") ? unitFrom(behind.sliced(2)) : std::nullopt;
    if (!QChar::isHighSurrogate(*unit) || !low || !QChar::isLowSurrogate(*low))
        return {6, {}};
    return {12,
            QString::fromUcs4(std::array{QChar::surrogateToUcs4(*unit, *low)}.data(), 1).toUtf8()};
}

// Reads one text. Each function returns false, and keeps the error, if something is wrong.
class Reader
{
public:
    explicit Reader(QByteArrayView text) : m_text(text) {}

    bool read(Json &json);
    JsonError error;

private:
    bool readValue(Json &json);
    bool readWord(Json &json);
    bool readNumber(Json &json);
    bool readString(QByteArray &string);
    bool readArray(Json &json);
    bool readObject(Json &json);
    bool readMember(Json &object, QSet<QByteArray> &names);
    bool enter();
    // Behind an item: goes on, or has come to the end of what began.
    bool isNext(char closing, bool &goesOn);
    bool take(char wanted);
    void skipBlanks();
    bool checkUtf8();

    bool fail(qsizetype position, const QString &text);
    bool expected(const QString &what);
    QByteArrayView rest() const { return m_text.sliced(m_at); }
    char next() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

    const QByteArrayView m_text;
    qsizetype m_at = 0;
    int m_depth = 0;
    int m_values = 0;
};

bool Reader::fail(qsizetype position, const QString &text)
{
    error = {position, text};
    return false;
}

// “Expected X, but got …”: what is there, up to the end of a word.
bool Reader::expected(const QString &what)
{
    constexpr qsizetype most = 20;
    qsizetype size = 0;
    const auto isOfWord = [this](qsizetype at) {
        const char c = m_text[at];
        return chars::is(c, chars::Name) || uchar(c) >= 0x80;
    };
    while (m_at + size < m_text.size() && size < most && isOfWord(m_at + size))
        ++size;
    while (m_at + size < m_text.size() && continuesCharacter(m_text[m_at + size]))
        ++size;
    if (size == 0 && m_at < m_text.size())
        size = 1;
    const QString got = size == 0 ? u"the text ends here"_s
                                  : u"got “%1”"_s.arg(text::shortText(m_text.sliced(m_at, size)));
    if (rest().startsWith("//") || rest().startsWith("/*"))
        return fail(m_at, u"JSON has no comments: a rule may have a “note”."_s);
    return fail(m_at, u"Expected %1, but %2."_s.arg(what, got));
}

bool Reader::checkUtf8()
{
    if (m_text.isValidUtf8())
        return true;
    qsizetype begin = 0;
    for (qsizetype end = 0; end >= 0; begin = end + 1) {
        end = m_text.indexOf('\n', begin);
        const QByteArrayView line =
            end < 0 ? m_text.sliced(begin) : m_text.sliced(begin, end - begin);
        if (!line.isValidUtf8())
            break;
    }
    return fail(begin, u"This line is not UTF-8: save the file in that encoding."_s);
}

void Reader::skipBlanks()
{
    while (m_at < m_text.size() && QByteArrayView(" \t\r\n").contains(m_text[m_at]))
        ++m_at;
}

bool Reader::take(char wanted)
{
    skipBlanks();
    const bool isThere = m_at < m_text.size() && m_text[m_at] == wanted;
    m_at += isThere ? 1 : 0;
    return isThere;
}

bool Reader::read(Json &json)
{
    if (!checkUtf8())
        return false;
    if (m_text.startsWith(byteOrderMark))
        m_at = byteOrderMark.size();
    if (!readValue(json))
        return false;
    skipBlanks();
    return m_at == m_text.size() || expected(u"the end of the text"_s);
}

bool Reader::readValue(Json &json)
{
    skipBlanks();
    json.begin = m_at;
    if (++m_values > mostJson)
        return fail(m_at, u"There is too much in this text: at most %1 values."_s.arg(mostJson));
    bool isGood = false;
    const char c = next();
    if (c == '{')
        isGood = readObject(json);
    else if (c == '[')
        isGood = readArray(json);
    else if (c == '"')
        json.kind = Json::Kind::String, isGood = readString(json.text);
    else if (c == '-' || chars::is(c, chars::Digit))
        isGood = readNumber(json);
    else
        isGood = readWord(json);
    json.end = m_at;
    return isGood;
}

bool Reader::readWord(Json &json)
{
    const char *const end = chars::skip(rest().begin(), rest().end(), chars::Name);
    const QByteArrayView word(rest().begin(), end);
    if (word == "null")
        json.kind = Json::Kind::Null;
    else if (word == "true" || word == "false")
        json.kind = Json::Kind::Bool, json.isTrue = word == "true";
    else
        return expected(u"a value"_s);
    m_at += word.size();
    return true;
}

bool Reader::readNumber(Json &json)
{
    const qsizetype begin = m_at;
    const auto takeDigits = [this] {
        const QByteArrayView all = rest();
        const char *const end = chars::skip(all.begin(), all.end(), chars::Digit);
        m_at += end - all.begin();
        return end != all.begin();
    };
    if (next() == '-')
        ++m_at;
    if (next() == '0')
        ++m_at;
    else if (!takeDigits())
        return expected(u"a digit"_s);
    if (next() == '.') {
        ++m_at;
        if (!takeDigits())
            return expected(u"a digit"_s);
    }
    if (next() == 'e' || next() == 'E') {
        ++m_at;
        if (next() == '+' || next() == '-')
            ++m_at;
        if (!takeDigits())
            return expected(u"a digit"_s);
    }
    json.kind = Json::Kind::Number;
    json.text = m_text.sliced(begin, m_at - begin).toByteArray();
    bool isDouble = false;
    return (std::isfinite(json.text.toDouble(&isDouble)) && isDouble) ||
           fail(begin, u"This number is too large, or too small."_s);
}

bool Reader::readString(QByteArray &string)
{
    const qsizetype begin = m_at++;
    while (next() != '"') {
        const QByteArrayView all = rest();
        if (all.isEmpty())
            return fail(begin, u"This string has no end: a “\"” is missing."_s);
        if (uchar(all[0]) < ' ')
            return fail(m_at, all[0] == '\n' || all[0] == '\r'
                                  ? u"A string ends on its line: expected “\"”; a line break in it "
                                    "is “\\n”."_s
                                  : u"A string has no control characters: a tab in it is “\\t”."_s);
        if (all[0] != '\\') {
            string += all[0];
            ++m_at;
            continue;
        }
        const Written escape = escapeFrom(all);
        if (escape.means.isEmpty())
            return fail(m_at, escape.size > 2
                                  ? u"This is half a character: two “\\u” make one here."_s
                                  : u"No such escape: a backslash itself is “\\\\”."_s);
        string += escape.means;
        m_at += escape.size;
    }
    ++m_at;
    return true;
}

bool Reader::enter()
{
    ++m_at;
    return ++m_depth <= deepestJson ||
           fail(m_at - 1, u"Lists and objects are nested too deep here."_s);
}

bool Reader::isNext(char closing, bool &goesOn)
{
    goesOn = take(',');
    if (goesOn || take(closing))
        return true;
    return expected(u"“,” or “%1”"_s.arg(QLatin1Char(closing)));
}

bool Reader::readArray(Json &json)
{
    json.kind = Json::Kind::Array;
    if (!enter())
        return false;
    bool goesOn = !take(']');
    while (goesOn) {
        if (!readValue(json.items.emplace_back()) || !isNext(']', goesOn))
            return false;
    }
    --m_depth;
    return true;
}

bool Reader::readObject(Json &json)
{
    json.kind = Json::Kind::Object;
    if (!enter())
        return false;
    bool goesOn = !take('}');
    QSet<QByteArray> names;
    while (goesOn) {
        if (!readMember(json, names) || !isNext('}', goesOn))
            return false;
    }
    --m_depth;
    return true;
}

bool Reader::readMember(Json &object, QSet<QByteArray> &names)
{
    Json::Member member;
    skipBlanks();
    member.begin = m_at;
    if (next() != '"')
        return expected(u"a name in quotes"_s);
    if (!readString(member.name))
        return false;
    if (names.contains(member.name))
        return fail(member.begin, u"“%1” is there twice."_s.arg(text::shortText(member.name)));
    names += member.name;
    if (!take(':'))
        return expected(u"“:”"_s);
    const bool isGood = readValue(member.value);
    object.members.push_back(std::move(member));
    return isGood;
}

} // namespace

const Json *Json::find(QByteArrayView name) const
{
    const auto at = std::ranges::find_if(
        members, [name](const Member &member) { return QByteArrayView(member.name) == name; });
    return at == members.end() ? nullptr : &at->value;
}

std::variant<Json, JsonError> jsonFrom(QByteArrayView text)
{
    Reader reader(text);
    Json json;
    if (reader.read(json))
        return json;
    return reader.error;
}

qsizetype positionIn(QByteArrayView text, const Json &string, qsizetype index)
{
    qsizetype at = string.begin + 1;
    while (index > 0 && at + 1 < string.end) {
        const auto [size, means] =
            text[at] == '\\' ? escapeFrom(text.sliced(at)) : Written{1, QByteArray(1, ' ')};
        if (index < means.size())
            break;
        index -= means.size();
        at += size;
    }
    return at;
}

QByteArray quoted(QByteArrayView string)
{
    QByteArray text(1, '"');
    for (const char c : string) {
        const auto escape = std::ranges::find(escapes, c, &std::pair<char, char>::second);
        if (escape != escapes.end() && c != '/')
            text.append('\\').append(escape->first);
        else if (uchar(c) < ' ')
            text += "\\u" + QByteArray::number(int(c), 16).rightJustified(4, '0');
        else
            text += c;
    }
    return text + '"';
}

Place placeOf(QByteArrayView text, qsizetype position)
{
    const QByteArrayView before = text.first(position);
    QByteArrayView line = before.sliced(before.lastIndexOf('\n') + 1);
    if (line.startsWith(byteOrderMark) && line.data() == text.data())
        line = line.sliced(byteOrderMark.size());
    const auto characters = std::ranges::count_if(line, std::not_fn(continuesCharacter));
    return {int(before.count('\n')) + 1, int(characters) + 1};
}

} // namespace overlap::scenario
