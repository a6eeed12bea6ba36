#include "tableview.h"

#include "columns.h"
#include "flatheader.h"
#include "secrets.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QScrollBar>

#include <set>

namespace overlap::ui {

using namespace Qt::StringLiterals;

namespace {

constexpr int leastCharacters = 14; // of the column that takes the remaining width

} // namespace

TableView::TableView(QAbstractItemModel &model, QWidget *parent) : QTableView(parent)
{
    setHorizontalHeader(new FlatHeader(this));
    verticalHeader()->hide();
    // Rows of a fixed height are not measured: there may be a million.
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideRight);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setTabKeyNavigation(false);
    setCornerButtonEnabled(false);
    setModel(&model);
    setSortingEnabled(true);
    for (int column = 0; column < model.columnCount(); ++column) {
        if (model.headerData(column, Qt::Horizontal, charactersRole).toInt() == 0)
            m_filler = column;
    }
    fitFont();
    // activated() would come with a single click in some styles.
    connect(this, &QTableView::doubleClicked, this,
            [this](const QModelIndex &index) { Q_EMIT rowActivated(index.row()); });
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &TableView::scrollToTop);
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column) {
        if (column != m_filler)
            fillWidth();
    });
}

// People may share what they copy, or paste it into a spreadsheet: secrets are masked, and a
// leading apostrophe keeps a cell from being read as a formula.
static QVariant copied(const QString &cell)
{
    const bool isFormula = !cell.isEmpty() && u"=+-@\""_s.contains(cell.front());
    return withoutSecrets(isFormula ? u'\'' + cell : cell);
}

QString TableView::selectedText() const
{
    std::set<int> rows;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.insert(row);
    }
    QString text;
    const auto line = [&](auto cell) {
        for (int column = 0; column < model()->columnCount(); ++column) {
            text += column > 0 ? QStringView(u"\t") : QStringView();
            text += cell(column).toString();
        }
        text += u'\n';
    };
    line([this](int column) { return model()->headerData(column, Qt::Horizontal); });
    for (const int row : rows)
        line([&](int column) { return copied(model()->index(row, column).data().toString()); });
    return text;
}

void TableView::copySelected() const
{
    if (selectionModel()->hasSelection())
        QGuiApplication::clipboard()->setText(selectedText());
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelected();
        event->accept();
        return;
    }
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) &&
        currentIndex().isValid()) {
        Q_EMIT rowActivated(currentIndex().row());
        event->accept();
        return;
    }
    QTableView::keyPressEvent(event);
}

void TableView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange)
        fitFont();
}

// A font with digits of equal width, so that numbers line up. Row height and column widths follow
// it.
void TableView::fitFont()
{
    QFont digits = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    digits.setPointSizeF(QGuiApplication::font().pointSizeF());
    setFont(digits);
    horizontalHeader()->setFont(QGuiApplication::font());
    const QFontMetrics metrics(digits);
    verticalHeader()->setMinimumSectionSize(1);
    verticalHeader()->setDefaultSectionSize(metrics.height() * 7 / 5);
    for (int column = 0; column < model()->columnCount(); ++column) {
        const int characters = model()->headerData(column, Qt::Horizontal, charactersRole).toInt();
        setColumnWidth(column, (characters + 2) * metrics.horizontalAdvance(u'0'));
    }
}

void TableView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fillWidth();
}

// A stretched section may become too narrow to read. This one never does: the table scrolls
// instead.
void TableView::fillWidth()
{
    const int least = leastCharacters * fontMetrics().averageCharWidth();
    const int others = horizontalHeader()->length() - columnWidth(m_filler);
    setColumnWidth(m_filler, std::max(least, viewport()->width() - others));
}

} // namespace overlap::ui
