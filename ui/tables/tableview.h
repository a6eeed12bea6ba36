#pragma once

#include <QTableView>
#include <QTimer>

class QMenu;
class QSettings;

namespace overlap::ui {

// Main thread. The look and behaviour of all tables here: rows of one height, selection of whole
// rows, sorting by a click on the header, copying of selected rows as text. Columns grow with their
// values, until the user chooses a width; a menu on the header hides and shows them.
class TableView : public QTableView
{
    Q_OBJECT
public:
    // The model outlives the view. Its header data gives each column's first width
    // (charactersRole), whether it is hidden at first (isHiddenRole), and which one gives the order
    // as long as one does not sort (isDefaultOrderRole).
    TableView(QAbstractItemModel &model, QWidget *parent = nullptr);

    // A line of titles, then the selected rows from top to bottom: the columns shown, separated by
    // tabs.
    QString selectedText() const;
    std::vector<int> columnsShown() const; // in the order on the screen

    // Which columns are shown, their order and widths, and the sorting. What can't be read is left
    // out.
    void saveColumns(QSettings &settings, const QString &key) const;
    void restoreColumns(const QSettings &settings, const QString &key);

Q_SIGNALS:
    void rowActivated(int row);            // Enter or double click
    void menuWanted(QMenu *menu, int row); // a context menu opens: add what can be done

public Q_SLOTS:
    void copySelected() const; // does nothing if nothing is selected
    void resetColumns();       // as at first

protected:
    void contextMenuEvent(QContextMenuEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    QString rowsText() const; // "3 rows": the selected ones
    void showMenu(int row, QPoint point);
    void showMenuByKey();
    void fitFont();
    QString titleOf(int column) const;
    int columnTitled(QStringView title) const; // -1: there is none
    int widthOf(int textWidth) const;
    void wireColumns();
    void fitColumns();
    void growColumns();
    void fillWidth();
    void columnResized(int column);
    void setColumnShown(int column, bool shown);
    void showHeaderMenu(QPoint point);
    void addSorting(QMenu &menu, int column);
    void addColumns(QMenu &menu);

    int m_filler = 0;              // the column that takes the remaining width
    int m_defaultOrder = 0;        // without sorting, the latest by this column come first
    std::vector<bool> m_isChosen;  // columns whose width the user chose
    std::vector<qsizetype> m_fits; // the longest text that was measured, in characters
    bool m_isFitting = false;      // it changes widths itself
    QTimer m_growing;              // values may have grown
};

} // namespace overlap::ui
