#pragma once

#include "overlap/scenario/json.h"
#include "overlap/scenario/scenariofile.h"

#include <optional>
#include <span>

namespace overlap::scenario {

// Pure. Understands one file. Each function returns false, and keeps the error, if something is
// wrong.
class FileReader
{
public:
    // Both outlive it.
    FileReader(QByteArrayView text, const QString &dir) : m_text(text), m_dir(dir) {}

    bool read();
    bool readRule();
    Scenario scenario;
    Error error;

private:
    // A key that an object may have, and what takes its value.
    struct Key
    {
        QByteArrayView name;
        bool (FileReader::*take)(const Json &value);
    };
    static std::span<const Key> scenarioKeys();
    static std::span<const Key> ruleKeys();
    static std::span<const Key> bodyKeys();
    static std::span<const Key> folderKeys();
    static std::span<const Key> upstreamKeys();
    bool takeKeys(const Json &object, std::span<const Key> keys, const QString &what);

    bool takeVersion(const Json &value);
    bool takeOnlyRules(const Json &value) { return takeBool(value, scenario.onlyRules); }
    bool takeRules(const Json &value);

    bool takeRule(const Json &value);
    bool takeOn(const Json &value);
    bool takeHost(const Json &value);
    bool takeFields(const Json &value) { return takeConditions(value, rule().fields, true); }
    bool takeQuery(const Json &value) { return takeConditions(value, rule().query, false); }
    bool takeBody(const Json &value);
    bool takeContains(const Json &value);
    bool takeJson(const Json &value);
    bool takeAfter(const Json &value) { return takeNumber(value, 1, rule().after); }
    bool takeChance(const Json &value);
    bool takeSeed(const Json &value);
    bool takeTimes(const Json &value) { return takeNumber(value, 1, rule().times.emplace()); }
    bool takeAtOnce(const Json &value) { return takeNumber(value, 1, rule().atOnce); }
    bool takeOff(const Json &value) { return takeBool(value, rule().isOff); }
    bool takeNote(const Json &value) { return takeText(value, rule().note); }
    bool takeDo(const Json &value);
    bool takeRate(const Json &value);
    bool takeTo(const Json &value);
    bool takeShortTo(const Json &value);
    bool takeFolder(const Json &value);
    bool takeListing(const Json &value) { return takeBool(value, folder().lists); }
    bool takeFallback(const Json &value);
    bool takeUpstream(const Json &value);
    bool takeHostField(const Json &value);
    bool takeConnections(const Json &value) { return takeNumber(value, 1, upstream().connections); }
    bool takeTimeout(const Json &value);
    bool takeCa(const Json &value);
    bool takeInsecure(const Json &value) { return takeBool(value, upstream().isInsecure); }

    bool checkTogether(const Json &object);
    bool checkSteps(const Json &steps);
    bool takeDir(const Json &value, QByteArrayView path);
    bool takeUrl(const Json &value, QByteArrayView url);
    bool takeConditions(const Json &value, std::vector<Condition> &conditions, bool areFields);
    bool takeCondition(const Json::Member &member, Condition &condition);
    bool takeText(const Json &value, QByteArray &text);
    bool takeBool(const Json &value, bool &is);
    bool takeNumber(const Json &value, int least, int &number);
    std::optional<qint64> wholeFrom(const Json &value) const;

    bool fail(qsizetype position, const QString &text);
    // “key” takes `what`, but got the value.
    bool takes(const Json &value, const QString &what);
    QString shown(const Json &value) const;

    Rule &rule() { return scenario.rules.back(); }
    Folder &folder() { return std::get<Folder>(rule().to); }
    Upstream &upstream() { return std::get<Upstream>(rule().to); }

    const QByteArrayView m_text;
    const QString &m_dir;
    QByteArrayView m_key; // whose value is being taken
};

// Pure. With slashes, without "." and "..".
QString absolutePath(const QString &dir, const QString &path);

} // namespace overlap::scenario
