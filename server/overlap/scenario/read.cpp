#include "overlap/http/target.h"
#include "overlap/scenario/filereader.h"
#include "overlap/text/format.h"

namespace overlap::scenario {

using namespace Qt::StringLiterals;

QString Error::sentence(const QString &file) const
{
    return line == 0 ? text : u"%1:%2:%3: "_s.arg(file).arg(line).arg(column) + text;
}

std::variant<Scenario, Error> read(QByteArrayView text, const QString &dir)
{
    FileReader reader(text, dir);
    if (reader.read())
        return std::move(reader.scenario);
    return reader.error;
}

std::variant<Rule, Error> readRule(QByteArrayView text, const QString &dir)
{
    FileReader reader(text, dir);
    if (reader.readRule())
        return std::move(reader.scenario.rules.front());
    return reader.error;
}

std::variant<QUrl, QString> upstreamFrom(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    const QString shown = text::shortText(text.toUtf8());
    if (!text.contains("://"_L1))
        return u"The URL of a server begins with its scheme: did you mean “http://%1”?"_s.arg(
            shown);
    if (!url.isValid() || url.host().isEmpty() || url.port() == 0)
        return u"“%1” is no URL of a server, as http://localhost:3000 is."_s.arg(shown);
    if (url.scheme() != "http"_L1 && url.scheme() != "https"_L1)
        return u"A server is at an http or an https URL, not at “%1”."_s.arg(shown);
    if (!url.userInfo().isEmpty())
        return u"A user in a URL is not passed on: write it without the part before the @."_s;
    if (!http::isHost(url.authority(QUrl::FullyEncoded).toLatin1())) // an address with a scope
        return u"“%1” has no host that a server can be at."_s.arg(shown);
    if (url.hasQuery() || url.hasFragment())
        return u"The URL of a server ends with a path: “%1” has more."_s.arg(shown);
    return url;
}

static Rule ruleForAll(To to)
{
    Rule rule;
    rule.on.segments = {{Pattern::Segment::Kind::Rest, "rest"}};
    rule.to = std::move(to);
    return rule;
}

std::variant<Scenario, Error> folderScenario(const QString &path, bool lists, const QString &dir)
{
    if (path.isEmpty() || path.contains(QChar(u'\0')))
        return Error{0, 0, u"Name a folder, such as ./public."_s};
    return Scenario{{ruleForAll(Folder{absolutePath(dir, path), lists})}};
}

std::variant<Scenario, Error> upstreamScenario(const QString &url)
{
    const auto read = upstreamFrom(url);
    if (const auto *wrong = std::get_if<QString>(&read))
        return Error{0, 0, *wrong};
    return Scenario{{ruleForAll(Upstream{std::get<QUrl>(read)})}};
}

} // namespace overlap::scenario
