#include "overlap/scenario/json.h"
#include "overlap/scenario/nearest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPoint>
#include <QTest>

#include <array>

using namespace overlap::scenario;
using namespace Qt::StringLiterals;

// Pure. JSON that knows where it was written, and words that are nearly right.
class TestScenarioJson : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsAsQt_data();
    void readsAsQt();
    void knowsWhere();
    void knowsWhereInStrings_data();
    void knowsWhereInStrings();
    void refuses_data();
    void refuses();
    void isStricter_data();
    void isStricter();
    void refusesWhatIsCut();
    void nests();
    void holdsSoMuch();
    void readsManyMembers();
    void quotes_data();
    void quotes();
    void namesTheNearest_data();
    void namesTheNearest();
};

namespace {

std::optional<Json> jsonOf(QByteArrayView text)
{
    const auto read = jsonFrom(text);
    if (const auto *error = std::get_if<JsonError>(&read))
        qWarning() << error->position << error->text;
    return std::holds_alternative<Json>(read) ? std::optional(std::get<Json>(read)) : std::nullopt;
}

// As QJsonDocument has it.
QJsonValue valueOf(const Json &json)
{
    switch (json.kind) {
    case Json::Kind::Null: return {};
    case Json::Kind::Bool: return json.isTrue;
    case Json::Kind::Number: return json.text.toDouble();
    case Json::Kind::String: return QString::fromUtf8(json.text);
    case Json::Kind::Array: {
        QJsonArray items;
        for (const Json &item : json.items)
            items += valueOf(item);
        return items;
    }
    case Json::Kind::Object: {
        QJsonObject members;
        for (const Json::Member &member : json.members)
            members[QString::fromUtf8(member.name)] = valueOf(member.value);
        return members;
    }
    }
    Q_UNREACHABLE();
}

} // namespace

void TestScenarioJson::readsAsQt_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char *text :
         {"[]", "{}", "[null,true,false]", " [ 1 , -2 ,\t0.5\r\n, 1e3, -0, 2.5E-3, 1E+2 ] ",
          "[\"\", \"a\", \"\\\"\\\\\\/\\b\\f\\n\\r\\t\", \"\\u00e9\\u20AC\", \"\\ud83d\\ude00\", "
          "\"é€😀\", \"\\u0000\"]",
          "{\"a\":{\"b\":[{\"c\":1}]},\"\":2,\"\\u0061b\":3}", "[[[[]]],{}]", "\xef\xbb\xbf[1]",
          "[9007199254740993, 123456789012345678901234567890]"})
        QTest::newRow(text) << QByteArray(text);
}

void TestScenarioJson::readsAsQt()
{
    QFETCH(QByteArray, text);
    const auto json = jsonOf(text);
    QVERIFY(json);
    QJsonParseError error;
    const auto document = QJsonDocument::fromJson(text, &error);
    QCOMPARE(error.error, QJsonParseError::NoError);
    const QJsonDocument ours = json->kind == Json::Kind::Array
                                   ? QJsonDocument(valueOf(*json).toArray())
                                   : QJsonDocument(valueOf(*json).toObject());
    if (text.contains("9007199254740993")) // Qt keeps its digits
        QCOMPARE(json->items[0].text, "9007199254740993");
    else
        QCOMPARE(ours, document);
}

void TestScenarioJson::knowsWhere()
{
    const QByteArray text("{\n  \"é\": [12, \"x\"],\n\t\"b\" : {}\r\n}");
    const auto json = jsonOf(text);
    QVERIFY(json);
    QCOMPARE(json->begin, 0);
    QCOMPARE(json->end, text.size());
    const auto place = [&](qsizetype position) {
        const Place found = placeOf(text, position);
        return QPoint(found.line, found.column);
    };
    QCOMPARE(place(json->members[0].begin), QPoint(2, 3));
    const Json &list = json->members[0].value;
    QCOMPARE(place(list.begin), QPoint(2, 8));
    QCOMPARE(place(list.items[0].begin), QPoint(2, 9));
    QCOMPARE(text.mid(list.items[0].begin, list.items[0].end - list.items[0].begin), "12");
    QCOMPARE(text.mid(list.items[1].begin, list.items[1].end - list.items[1].begin), "\"x\"");
    QCOMPARE(place(json->members[1].begin), QPoint(3, 2));
    QCOMPARE(place(json->find("b")->begin), QPoint(3, 8));
    QVERIFY(!json->find("c"));
    QCOMPARE(place(text.size()), QPoint(4, 2));
    QCOMPARE(placeOf("", 0), Place());
    QCOMPARE(placeOf("\xef\xbb\xbf[", 3), Place());
}

void TestScenarioJson::knowsWhereInStrings_data()
{
    QTest::addColumn<QByteArray>("string");
    QTest::addColumn<qsizetype>("index");
    QTest::addColumn<qsizetype>("position");
    const auto row = [](const char *string, qsizetype index, qsizetype position) {
        QTest::addRow("%s %lld", string, qlonglong(index))
            << QByteArray(string) << index << position;
    };
    row("\"abc\"", 0, 1);
    row("\"abc\"", 2, 3);
    row("\"abc\"", 3, 4); // its end
    row("\"abc\"", 9, 4);
    row("\"\"", 0, 1);
    row("\"\\n\\\"c\"", 1, 3);
    row("\"\\n\\\"c\"", 2, 5);
    row("\"\\u00e9c\"", 1, 1); // within the é
    row("\"\\u00e9c\"", 2, 7);
    row("\"\\ud83d\\ude00c\"", 4, 13);
    row("\"éc\"", 2, 3);
}

void TestScenarioJson::knowsWhereInStrings()
{
    QFETCH(QByteArray, string);
    QFETCH(qsizetype, index);
    QFETCH(qsizetype, position);
    for (const QByteArray &before : {QByteArray(), QByteArray("   ")}) {
        const QByteArray text = before + string;
        const auto json = jsonOf(text);
        QVERIFY(json);
        QCOMPARE(positionIn(text, *json, index), before.size() + position);
    }
}

void TestScenarioJson::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<qsizetype>("position");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *text, qsizetype position, const char *sentence) {
        QTest::newRow(text) << QByteArray(text) << position << QString::fromUtf8(sentence);
    };
    row("", 0, "Expected a value, but the text ends here.");
    row("  ", 2, "Expected a value, but the text ends here.");
    row("x", 0, "Expected a value, but got “x”.");
    row("True", 0, "Expected a value, but got “True”.");
    row("'a'", 0, "Expected a value, but got “'”.");
    row("nul", 0, "Expected a value, but got “nul”.");
    row("[1,]", 3, "Expected a value, but got “]”.");
    row("[1 2]", 3, "Expected “,” or “]”, but got “2”.");
    row("[1", 2, "Expected “,” or “]”, but the text ends here.");
    row("{\"a\":1,}", 7, "Expected a name in quotes, but got “}”.");
    row("{a:1}", 1, "Expected a name in quotes, but got “a”.");
    row("{\"a\" 1}", 5, "Expected “:”, but got “1”.");
    row("{\"a\":1 \"b\":2}", 7, "Expected “,” or “}”, but got “\"”.");
    row("{}x", 2, "Expected the end of the text, but got “x”.");
    row("{} {}", 3, "Expected the end of the text, but got “{”.");
    row("// a", 0, "JSON has no comments: a rule may have a “note”.");
    row("[1, /* a */ 2]", 4, "JSON has no comments: a rule may have a “note”.");
    row("01", 1, "Expected the end of the text, but got “1”.");
    row("-", 1, "Expected a digit, but the text ends here.");
    row("1.", 2, "Expected a digit, but the text ends here.");
    row("1.e5", 2, "Expected a digit, but got “e5”.");
    row("1e", 2, "Expected a digit, but the text ends here.");
    row("+1", 0, "Expected a value, but got “+”.");
    row("\"a", 0, "This string has no end: a “\"” is missing.");
    row("\"a\nb\"", 2, "A string ends on its line: expected “\"”; a line break in it is “\\n”.");
    row("\"a\tb\"", 2, "A string has no control characters: a tab in it is “\\t”.");
    row("\"C:\\dir\"", 3, "No such escape: a backslash itself is “\\\\”.");
    row("\"\\u12\"", 1, "No such escape: a backslash itself is “\\\\”.");
    row("\"\\", 1, "No such escape: a backslash itself is “\\\\”.");
    row("[1,\n\"\xff\"]", 4, "This line is not UTF-8: save the file in that encoding.");
}

void TestScenarioJson::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(qsizetype, position);
    QFETCH(QString, sentence);
    const auto read = jsonFrom(text);
    const auto *error = std::get_if<JsonError>(&read);
    QVERIFY(error);
    QCOMPARE(error->text, sentence);
    QCOMPARE(error->position, position);
    if (!text.contains('/') && text != "x") // it takes any value since 6.9
        QVERIFY(QJsonDocument::fromJson(text).isNull());
}

void TestScenarioJson::isStricter_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("twice") << QByteArray("{\"a\":1,\"\\u0061\":2}") << u"“a” is there twice."_s;
    QTest::newRow("low half") << QByteArray("[\"\\ude00\"]")
                              << u"This is half a character: two “\\u” make one here."_s;
    QTest::newRow("high half") << QByteArray("[\"\\ud83d\\u0061\"]")
                               << u"This is half a character: two “\\u” make one here."_s;
    QTest::newRow("large") << QByteArray("[1e400]") << u"This number is too large, or too small."_s;
    QTest::newRow("small") << QByteArray("[1e-400]")
                           << u"This number is too large, or too small."_s;
}

void TestScenarioJson::isStricter()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, sentence);
    const auto read = jsonFrom(text);
    QVERIFY(std::holds_alternative<JsonError>(read));
    QCOMPARE(std::get<JsonError>(read).text, sentence);
}

// No beginning of a text is one, and none makes the reader read on behind its end.
void TestScenarioJson::refusesWhatIsCut()
{
    const QByteArray text("{\"a\":[1.5e+3,true,\"\\ud83d\\ude00\"],\"b\":{\"c\":null}}");
    QVERIFY(jsonOf(text));
    for (qsizetype size = 0; size < text.size(); ++size) {
        const QByteArray cut(text.constData(), size); // of its own memory
        const auto read = jsonFrom(cut);
        const auto *error = std::get_if<JsonError>(&read);
        QVERIFY2(error, cut);
        QVERIFY(error->position >= 0 && error->position <= size);
    }
}

void TestScenarioJson::nests()
{
    const auto nested = [](int depth) { return QByteArray(depth, '[') + QByteArray(depth, ']'); };
    QVERIFY(jsonOf(nested(deepestJson)));
    const auto read = jsonFrom(nested(deepestJson + 1));
    QVERIFY(std::holds_alternative<JsonError>(read));
    QCOMPARE(std::get<JsonError>(read).position, qsizetype(deepestJson));
    QVERIFY(std::holds_alternative<JsonError>(jsonFrom(QByteArray(1'000'000, '['))));
    QVERIFY(jsonOf('[' + QByteArray("[],").repeated(1000) + "[]]")); // beside each other
}

void TestScenarioJson::holdsSoMuch()
{
    const auto list = [](int count) -> QByteArray {
        return "[0" + QByteArray(",0").repeated(count - 1) + ']';
    };
    QVERIFY(jsonOf(list(mostJson - 1)));
    const auto read = jsonFrom(list(mostJson));
    QVERIFY(std::holds_alternative<JsonError>(read));
    QCOMPARE(std::get<JsonError>(read).position, 2 * qsizetype(mostJson) - 1);
}

// In no time: comparing each name with all before it would take minutes.
void TestScenarioJson::readsManyMembers()
{
    constexpr int many = 200'000;
    QByteArray text;
    for (int i = 0; i < many; ++i)
        text += "\"n" + QByteArray::number(i) + "\":0,";
    const auto json = jsonOf('{' + text + "\"last\":0}");
    QVERIFY(json);
    QCOMPARE(json->members.size(), std::size_t(many) + 1);
    const auto read = jsonFrom('{' + text + "\"n0\":0}");
    QVERIFY(std::holds_alternative<JsonError>(read));
    QCOMPARE(std::get<JsonError>(read).position, text.size() + 1);
}

void TestScenarioJson::quotes_data()
{
    QTest::addColumn<QByteArray>("string");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("empty") << QByteArray("") << QByteArray("\"\"");
    QTest::newRow("plain") << QByteArray("a/b é") << QByteArray("\"a/b é\"");
    QTest::newRow("quotes") << QByteArray("\"\\") << QByteArray("\"\\\"\\\\\"");
    QTest::newRow("lines") << QByteArray("\r\n\t\b\f") << QByteArray("\"\\r\\n\\t\\b\\f\"");
    QTest::newRow("control") << QByteArray("\0\x1f\x7f", 3) << QByteArray("\"\\u0000\\u001f\x7f\"");
}

void TestScenarioJson::quotes()
{
    QFETCH(QByteArray, string);
    QFETCH(QByteArray, text);
    QCOMPARE(quoted(string), text);
    const auto json = jsonOf(text);
    QVERIFY(json && json->kind == Json::Kind::String);
    QCOMPARE(json->text, string);
}

void TestScenarioJson::namesTheNearest_data()
{
    QTest::addColumn<QByteArray>("word");
    QTest::addColumn<QString>("end");
    const auto row = [](const char *word, const char *end) {
        QTest::newRow(word) << QByteArray(word) << QString::fromUtf8(end);
    };
    row("rule", ": did you mean “rules”?");
    row("Rules", ": did you mean “rules”?");
    row("rlues", ": did you mean “rules”?");
    row("hosts", ": did you mean “host”?");
    row("at_once", ": did you mean “at-once”?");
    row("atOnce", ": did you mean “at-once”?");
    row("od", ": did you mean “do”?");
    row("", ": these are: rules, host, at-once, do.");
    row("x", ": these are: rules, host, at-once, do.");
    row("strategy", ": these are: rules, host, at-once, do.");
}

void TestScenarioJson::namesTheNearest()
{
    QFETCH(QByteArray, word);
    QFETCH(QString, end);
    constexpr std::array<QByteArrayView, 4> known = {"rules", "host", "at-once", "do"};
    QCOMPARE(orNearest(word, known), end);
    QCOMPARE(nearest(QByteArray(1'000'000, 'a'), known), QByteArrayView());
}

QTEST_GUILESS_MAIN(TestScenarioJson)
#include "tst_scenariojson.moc"
