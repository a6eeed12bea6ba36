#include "rules/scenariofiles.h"

#include "rules/scenariodocument.h"
#include "saving.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMessageBox>
#include <QSettings>

#include <algorithm>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr auto recentKey = "scenario/recent"_L1;
constexpr qsizetype mostRecent = 8;

QString suffix()
{
    return u"json"_s;
}

QStringList nameFilters()
{
    return {ScenarioFiles::tr("Scenario (*.json)"), ScenarioFiles::tr("All files (*)")};
}

} // namespace

ScenarioFiles::ScenarioFiles(QWidget &window, ScenarioDocument &document, QSettings &settings,
                             QMenu &menu)
    : QObject(&menu)
    , m_window(window)
    , m_document(document)
    , m_settings(settings)
{
    menu.addAction(tr("&New scenario"), this, [this] { settle([this] { m_document.clear(); }); });
    menu.addAction(tr("&Open scenario…"), QKeySequence::Open, this, &ScenarioFiles::askAndOpen);
    m_recent = menu.addMenu(tr("Open &recent"));
    m_save = menu.addAction(tr("&Save scenario"), QKeySequence::Save, this, &ScenarioFiles::save);
    menu.addAction(tr("Save scenario &as…"), Qt::CTRL | Qt::SHIFT | Qt::Key_S, this,
                   [this] { askAndSave(); });
    connect(m_recent, &QMenu::aboutToShow, this, &ScenarioFiles::offerRecent);
    connect(&document, &ScenarioDocument::changed, this, &ScenarioFiles::noteFile);
    noteFile();
}

// Also files that somebody else has opened, as by an option.
void ScenarioFiles::noteFile()
{
    const QString file = m_document.file();
    QStringList recent = m_settings.value(recentKey).toStringList();
    m_save->setEnabled(m_document.isChanged() || file.isEmpty());
    if (!file.isEmpty() && (recent.isEmpty() || recent.constFirst() != file)) {
        recent.removeAll(file);
        recent.prepend(file);
        recent.resize(std::min(recent.size(), mostRecent));
        m_settings.setValue(recentKey, recent);
    }
    m_recent->setEnabled(!recent.isEmpty());
}

void ScenarioFiles::offerRecent()
{
    m_recent->clear();
    int number = 0;
    for (const QString &file : m_settings.value(recentKey).toStringList()) {
        QString name = QDir::toNativeSeparators(file);
        m_recent->addAction(u"&%1 "_s.arg(++number) + name.replace(u'&', u"&&"_s), this,
                            [this, file] { open(file); });
    }
}

void ScenarioFiles::askAndOpen()
{
    auto *dialog = new QFileDialog(&m_window, tr("Open scenario"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(nameFilters());
    dialog->setDirectory(m_document.dir());
    connect(dialog, &QFileDialog::fileSelected, this, &ScenarioFiles::open);
    dialog->open();
}

void ScenarioFiles::open(const QString &file)
{
    settle([this, file] {
        if (m_document.open(file))
            Q_EMIT opened();
    });
}

void ScenarioFiles::save()
{
    if (m_document.file().isEmpty())
        askAndSave();
    else
        write(m_document.file());
}

void ScenarioFiles::askAndSave(const std::function<void()> &then)
{
    const QString known = m_document.file();
    QFileDialog *dialog = saveDialog(&m_window, tr("Save scenario"), nameFilters(), suffix(),
                                     known.isEmpty() ? u"scenario"_s : known);
    connect(dialog, &QFileDialog::fileSelected, this, [this, then](const QString &typed) {
        const SaveName name = saveName(typed, {suffix()});
        if (!name.problem.isEmpty())
            Q_EMIT failed(notSavedText(name.file, name.problem));
        else if (write(name.file) && then)
            then();
    });
    dialog->open();
}

bool ScenarioFiles::write(const QString &file)
{
    const QString native = QDir::toNativeSeparators(file);
    if (const QString problem = m_document.save(file); !problem.isEmpty()) {
        Q_EMIT failed(notSavedText(native, problem));
        return false;
    }
    Q_EMIT saved(native);
    return true;
}

void ScenarioFiles::settle(const std::function<void()> &then)
{
    if (!m_document.isChanged())
        return then();
    const QString name = m_document.name();
    auto *box =
        new QMessageBox(QMessageBox::Question, tr("Unsaved rules"),
                        name.isEmpty() ? tr("The rules are in no file yet. Save them?")
                                       : tr("The rules of %1 have changed. Save them?").arg(name),
                        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, &m_window);
    box->setObjectName("unsavedRules"_L1);
    box->setTextFormat(Qt::PlainText);
    box->setAttribute(Qt::WA_DeleteOnClose);
    connect(box, &QMessageBox::finished, this, [this, then](int answer) {
        if (answer == QMessageBox::Discard)
            then();
        else if (answer == QMessageBox::Save && m_document.file().isEmpty())
            askAndSave(then);
        else if (answer == QMessageBox::Save && write(m_document.file()))
            then();
    });
    box->open();
}

} // namespace overlap::ui
