// The context menus of rows: what can be done with a request or a connection.
#include "copying.h"
#include "overlap/analysis/selectedrequest.h"
#include "overlap/text/format.h"
#include "secrets.h"
#include "tablespane.h"

#include <QAction>
#include <QMenu>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;
using analysis::findRequest;

namespace {

// The whole path, for the filter; empty if a filter can't hold it.
QString pathFor(QByteArrayView target)
{
    const auto isPlain = [](char c) { return c > ' ' && c < '\x7f'; };
    const qsizetype query = target.indexOf('?');
    const QByteArrayView path = query < 0 ? target : target.first(query);
    return std::ranges::all_of(path, isPlain) ? QString::fromLatin1(path) : QString();
}

} // namespace

void TablesPane::filterOnly(const QString &field, const QString &value)
{
    setCurrentWidget(m_requestTable);
    m_filterBar->edit()->setField(field, value);
}

void TablesPane::leaveOut(const QString &term)
{
    setCurrentWidget(m_requestTable);
    m_filterBar->edit()->setWord(u'-' + term, true);
}

void TablesPane::showConnection(quint32 id)
{
    setCurrentWidget(m_connectionTable);
    m_selection.selectConnection(id);
    m_connectionTable->setFocus();
}

void TablesPane::addRequestActions(QMenu &menu, quint64 id)
{
    const auto request = findRequest(m_store, id);
    if (!request)
        return;
    const record::Record &r = request->record;
    menu.addAction(tr("Show in the &timeline"), this, [this, id] { Q_EMIT requestActivated(id); });
    menu.addAction(tr("Show the &details"), this, [this, id] {
        m_selection.select(id);
        Q_EMIT detailsWanted();
    });
    menu.addAction(tr("Show its co&nnection"), this,
                   [this, connection = r.connection] { showConnection(connection); });
    Q_EMIT requestMenuOpens(menu, id);
    menu.addSeparator();
    const QString path = text::plainText(request->target);
    menu.addAction(tr("Copy the &path"), this,
                   [path] { copyText(withoutSecrets(path), tr("the path")); });
    menu.addAction(tr("Copy the &URL"), this, [this, id] { Q_EMIT urlWanted(id); });
    menu.addAction(tr("Copy as c&URL"), this, [this, id] { Q_EMIT curlWanted(id); })
        ->setEnabled(request->details.kept);
    menu.addSeparator();
    addFilters(menu, *request);
}

void TablesPane::addFilters(QMenu &menu, const analysis::SelectedRequest &request)
{
    struct Choice
    {
        QString text;
        QString field;
        QString value;
        bool isPossible;
    };
    const record::Record &r = request.record;
    const QString path = pathFor(request.target);
    const QString status = r.status == 0 ? u"none"_s : QString::number(r.status);
    const QString connection = QString::number(r.connection);
    const std::array<Choice, 3> choices = {
        {{tr("The &path %1").arg(QString(path).replace(u'&', u"&&"_s)), u"path="_s, path,
          !path.isEmpty()},
         {tr("The &status %1").arg(status), u"status:"_s, status, !request.isInFlight()},
         {tr("The &connection %1").arg(connection), u"conn:"_s, connection, true}}};
    QMenu *only = menu.addMenu(tr("&Only"));
    QMenu *others = menu.addMenu(tr("&Leave out"));
    for (const Choice &choice : choices) {
        only->addAction(choice.text, this,
                        [this, choice] { filterOnly(choice.field, choice.value); })
            ->setEnabled(choice.isPossible);
        others
            ->addAction(choice.text, this,
                        [this, choice] { leaveOut(choice.field + choice.value); })
            ->setEnabled(choice.isPossible);
    }
    menu.addAction(tr("Clear the &filter"), m_filterBar->edit(), &FilterEdit::clearFilter)
        ->setEnabled(!m_filterBar->edit()->text().isEmpty());
}

void TablesPane::addConnectionActions(QMenu &menu, quint32 id)
{
    const record::Connection *connection = m_store.connection(id);
    if (!connection)
        return;
    menu.addAction(tr("Show its requests in the &timeline"), this,
                   [this, id] { Q_EMIT connectionActivated(id); });
    menu.addAction(tr("Show the &details"), this, [this, id] {
        m_selection.selectConnection(id);
        Q_EMIT detailsWanted();
    });
    menu.addSeparator();
    menu.addAction(tr("Copy the &address"), this,
                   [peer = connection->peer()] { copyText(peer, peer); });
    menu.addSeparator();
    const QString number = QString::number(id);
    menu.addAction(tr("&Only its requests"), this,
                   [this, number] { filterOnly(u"conn:"_s, number); });
    menu.addAction(tr("&Leave out its requests"), this,
                   [this, number] { leaveOut(u"conn:"_s + number); });
}

} // namespace overlap::ui
