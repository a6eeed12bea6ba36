#include "filter.h"

#include "overlap/record/names.h"
#include "overlap/text/numbers.h"

#include <QStringList>

#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using Term = Filter::Term;
using record::Outcome;
using record::Record;
using text::decimalFrom;
using text::wholeFrom;

namespace {

constexpr qint64 endless = std::numeric_limits<qint64>::max();

struct Unit
{
    QLatin1StringView name;
    double ns;
};
constexpr std::array units = {Unit{"ns"_L1, 1},     Unit{"us"_L1, 1e3}, Unit{"ms"_L1, 1e6},
                              Unit{"min"_L1, 6e10}, Unit{"s"_L1, 1e9},  Unit{""_L1, 1e9}};

std::optional<qint64> durationFrom(QString text)
{
    text.replace(u'µ', u'u');
    for (const Unit &unit : units) {
        if (!text.endsWith(unit.name))
            continue;
        const auto value = decimalFrom(QStringView(text).chopped(unit.name.size()));
        if (value && *value * unit.ns < 1e18)
            return std::llround(*value * unit.ns);
        return std::nullopt;
    }
    return std::nullopt;
}

// "404", "5xx", "none"
bool readStatus(const QString &value, Term &term)
{
    if (value == "none"_L1)
        return true; // 0 to 0
    const bool isClass = value.size() == 3 && value.endsWith("xx"_L1);
    const int number = wholeFrom(isClass ? value.first(1) : value).value_or(0);
    term.least = isClass ? number * 100 : number;
    term.most = isClass ? term.least + 99 : term.least;
    return term.least >= 100 && term.most <= 599;
}

bool readState(const QString &value, Term &term)
{
    term.text = value.toUtf8();
    constexpr std::array words = {"flying"_L1,  "error"_L1,    "done"_L1,     "aborted"_L1,
                                  "refused"_L1, "timed"_L1,    "stopped"_L1,  "cut"_L1,
                                  "reset"_L1,   "never"_L1,    "reading"_L1,  "queued"_L1,
                                  "running"_L1, "held"_L1,     "upstream"_L1, "sending"_L1,
                                  "writing"_L1, "sleeping"_L1, "control"_L1};
    return std::ranges::find(words, value) != words.end();
}

bool readNumber(const QString &value, Term &term)
{
    const auto number = wholeFrom(value);
    term.least = term.most = number.value_or(0);
    return number.has_value();
}

// "2"; "none": the server's routes answered
bool readRule(const QString &value, Term &term)
{
    return value == "none"_L1 || readNumber(value, term);
}

bool readText(const QString &value, Term &term)
{
    term.text = value.toUtf8();
    return !value.isEmpty();
}

struct Key
{
    QLatin1StringView name;
    Term::Kind kind;
    bool (*read)(const QString &value, Term &term);
    QLatin1StringView example;
};
constexpr std::array keys = {
    Key{"status"_L1, Term::Kind::Status, readStatus, "status:404, status:5xx or status:none"_L1},
    Key{"path"_L1, Term::Kind::Path, readText, "path:/sleep"_L1},
    Key{"method"_L1, Term::Kind::Method, readText, "method:POST"_L1},
    Key{"conn"_L1, Term::Kind::Connection, readNumber, "conn:3"_L1},
    Key{"rule"_L1, Term::Kind::Rule, readRule, "rule:2 or rule:none"_L1},
    Key{"is"_L1, Term::Kind::State, readState,
        "is:flying, is:done, is:error, is:aborted, is:cut, is:reset, is:held, is:upstream or is:control"_L1},
};

// "dur>1s", "dur<=250ms"
std::optional<QString> readDuration(QString value, Term &term)
{
    const bool above = value.startsWith(u'>');
    value.remove(0, 1);
    const bool inclusive = value.startsWith(u'=');
    const auto ns = durationFrom(inclusive ? value.sliced(1) : value);
    if (!ns)
        return u"“%1” is no duration: try dur>1s or dur<250ms."_s.arg(value);
    term.kind = Term::Kind::Duration;
    term.least = above ? *ns + (inclusive ? 0 : 1) : 0;
    term.most = above ? endless : *ns - (inclusive ? 0 : 1);
    return std::nullopt;
}

// Without a field: "404" and "5xx" are a status or part of a path; all else is part of a path, a
// method, how it ended, or what it is at.
bool readBare(const QString &word, Term &term)
{
    term.kind = Term::Kind::Word;
    if (word != "none"_L1 && readStatus(word, term))
        term.kind = Term::Kind::StatusOrPath;
    return readText(word, term);
}

// Reads a word into a term. Returns a sentence that says what is wrong; nothing if it is a term.
std::optional<QString> read(QString word, Term &term)
{
    term.negated = word.startsWith(u'-');
    if (term.negated)
        word.remove(0, 1);
    word = word.toLower();
    if (word.startsWith("dur>"_L1) || word.startsWith("dur<"_L1))
        return readDuration(word.sliced(3), term);
    if (word.startsWith(u'#')) {
        term.kind = Term::Kind::Request;
        if (readNumber(word.sliced(1), term))
            return std::nullopt;
        return u"“%1” is no request: try #5."_s.arg(word);
    }
    if (word.startsWith("path="_L1)) {
        term.kind = Term::Kind::WholePath;
        term.text = word.sliced(5).toUtf8();
        return std::nullopt;
    }
    const qsizetype colon = word.indexOf(u':');
    const QString name = word.first(qMax<qsizetype>(colon, 0));
    for (const Key &key : keys) {
        if (colon <= 0 || name != key.name)
            continue;
        term.kind = key.kind;
        if (key.read(word.sliced(colon + 1), term))
            return std::nullopt;
        return u"“%1” can't be looked for: try %2."_s.arg(word, key.example);
    }
    if (colon > 0 && !name.contains(u'/'))
        return u"There is no “%1:”: try status:, path:, method:, conn:, rule:, is: or dur>1s."_s
            .arg(name);
    if (!readBare(word, term))
        return u"A minus needs something to leave out, such as -path:/favicon."_s;
    return std::nullopt;
}

bool isMethod(const QByteArray &name, const Record &r)
{
    return QLatin1StringView(name).compare(record::methodName(r), Qt::CaseInsensitive) == 0;
}

// A word of how it ended, or of what it is at.
bool hasState(const QByteArray &word, const Record &r)
{
    if (r.outcome == Outcome::Answered) // nearly all are
        return false;
    const QString state = r.outcome == Outcome::InFlight ? record::phaseName(r.phase)
                                                         : record::outcomeName(r.outcome);
    return state.split(u' ').contains(QLatin1StringView(word), Qt::CaseInsensitive);
}

bool holds(const Term &term, const Record &r, QByteArrayView target, qint64 nowNs)
{
    const bool inFlight = r.outcome == Outcome::InFlight;
    const auto within = [&term](qint64 n) { return n >= term.least && n <= term.most; };
    const auto path = [target] { return target.toByteArray().toLower(); };
    switch (term.kind) {
    case Term::Kind::Status: return !(inFlight && term.most == 0) && within(r.status);
    case Term::Kind::Duration: return within(inFlight ? nowNs - r.startNs : record::totalNs(r));
    case Term::Kind::Connection: return within(r.connection);
    case Term::Kind::Rule: return within(r.rule);
    case Term::Kind::Method: return isMethod(term.text, r);
    case Term::Kind::Request: return within(qint64(r.id));
    case Term::Kind::Path: return path().contains(term.text);
    case Term::Kind::Word:
        return path().contains(term.text) || isMethod(term.text, r) || hasState(term.text, r);
    case Term::Kind::StatusOrPath: return within(r.status) || path().contains(term.text);
    case Term::Kind::WholePath: return path() == term.text || path().startsWith(term.text + '?');
    case Term::Kind::State:
        if (term.text == "flying")
            return inFlight;
        if (term.text == "error" || term.text == "done")
            return !inFlight && record::isError(r) == (term.text == "error");
        if (term.text == "control")
            return r.isControl;
        return hasState(term.text, r);
    }
    Q_UNREACHABLE();
}

} // namespace

std::variant<Filter, QString> Filter::parse(const QString &text)
{
    Filter filter;
    for (const QString &word : text.split(u' ', Qt::SkipEmptyParts)) {
        Term term;
        if (std::optional<QString> problem = read(word.trimmed(), term))
            return *std::move(problem);
        filter.m_terms.push_back(std::move(term));
    }
    return filter;
}

bool Filter::matches(const Record &record, QByteArrayView target, qint64 nowNs) const
{
    return std::ranges::all_of(m_terms, [&](const Term &term) {
        return holds(term, record, target, nowNs) != term.negated;
    });
}

} // namespace overlap::ui
