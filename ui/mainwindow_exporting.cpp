// Exporting the requests that the table shows.
#include "mainwindow.h"

#include "announce.h"
#include "overlap/text/format.h"
#include "panels/problembar.h"
#include "saving.h"
#include "tables/tablespane.h"

#include <QAction>
#include <QFileDialog>

namespace overlap::ui {

using namespace Qt::StringLiterals;

void MainWindow::askAndExport()
{
    QFileDialog *dialog =
        saveDialog(this, tr("Export requests"), {tr("Table (*.csv)")}, u"csv"_s, u"requests"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &MainWindow::exportTo);
    dialog->open();
}

void MainWindow::exportTo(const QString &typed)
{
    const SaveName name = saveName(typed, {u"csv"_s});
    const auto fail = [this, name](const QString &problem) {
        showProblem({Problem::Kind::Other, notSavedText(name.file, problem)});
    };
    if (!name.problem.isEmpty())
        return fail(name.problem);
    RequestExport *run = m_tables->exportTo(name.file);
    if (!run)
        return fail(tr("the table is still being sorted; try again"));
    m_export->setEnabled(false);
    connect(run, &RequestExport::finished, this,
            [this, name, fail](quint64 written, quint64 forgotten, const QString &error) {
                m_export->setEnabled(true);
                if (!error.isEmpty())
                    return fail(error);
                QString said =
                    tr("Saved %1 as %2")
                        .arg(written == 1 ? tr("1 request")
                                          : tr("%1 requests").arg(text::countText(qint64(written))),
                             name.file);
                if (forgotten > 0)
                    said +=
                        tr("; %1 more were gone meanwhile").arg(text::countText(qint64(forgotten)));
                m_problem->showOffer(said, {});
                announce(m_problem, said);
            });
}

} // namespace overlap::ui
