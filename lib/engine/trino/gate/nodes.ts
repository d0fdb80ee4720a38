/**
 * What a statement may be made of: the rules of Trino's grammar that only read. Everything else is refused. Names of tables stand only in
 * `TableName`, which is read by itself.
 */
export const ALLOWED_NODES: ReadonlySet<string> = new Set(
  `Program Statements SingleStatement StatementDefault RootQuery QueryStatement With NamedQuery
  QueryNoWith QueryTermDefault SetOperation QueryPrimaryDefault Subquery InlineTable LimitRowCount RowCount
  QuerySpecification SelectList SelectItem SelectAllWithoutTable TableAllColumns SelectLiteralColumnName SelectExpressionColumnName
  SetQuantifier WhereClause HavingClause GroupBy PartitionBy SingleGroupingSet MultipleGroupingSets GroupingSet GroupingTerm Cube Rollup
  GroupingOperation SortItem WindowDefinition WindowSpecification WindowFrame FrameExtent FrameBound BoundedFrame UnboundedFrame
  CurrentRowBound Over Filter NullTreatment
  RelationDefault JoinRelation JoinType JoinCriteria JoinColumnEquality JoinColumnReference SampledRelation SampleType
  PatternRecognition AliasedRelation ColumnAliases ColumnList ColumnListCreate TableName SubqueryRelation
  ParenthesizedRelation ExpressionSourceTable RelationSourceTable Unnest Lateral
  Expression BooleanExpression LogicalNot Predicated Or And Predicate Comparison ComparisonOperator ComparisonQuantifier Like InSubquery
  DistinctFrom InList NullPredicate Between QuantifiedComparison ValueExpressionDefault Concatenation ArithmeticBinary ArithmeticUnary
  AtTimeZone TimeZoneString TimeZoneInterval Dereference TypeConstructor Cast Lambda ParenthesizedExpression Trim TrimsSpecification
  Parameter Normalize NormalForm Substring Position Extract ListAgg ListAggOverflowBehavior ListAggCountIndication
  CurrentDate CurrentTime CurrentTimestamp LocalTime LocalTimestamp IntervalLiteral Interval IntervalField NumericLiteral NullLiteral
  BooleanLiteral BooleanValue StringLiteral BinaryLiteral BasicStringLiteral UnicodeStringLiteral DecimalLiteral DoubleLiteral
  IntegerLiteral RowConstructor ArrayConstructor Subscript Coalesce SubqueryExpression Exists SimpleCase SearchedCase WhenClause
  FunctionCall FunctionName QualifiedName ColumnReference ColumnRef ColumnName ColumnNameCreate
  JsonValue JsonQuery JsonExists JsonObject JsonArray JsonPathInvocation JsonValueExpression JsonRepresentation JsonArgument
  JsonExistsErrorBehavior JsonValueBehavior JsonQueryWrapperBehavior JsonQueryBehavior JsonObjectMember
  GenericType TypeParameter RowType RowField ArrayType DoublePrecisionType DateTimeType TimeType IntervalType LegacyArrayType LegacyMapType
  UnquotedIdentifier QuotedIdentifier NonReserved`.split(/\s+/),
);

/** Sentences for what people try; anything else is named by its rule. */
export const REFUSED_NODES: Readonly<Record<string, string>> = {
  QueryPeriod: "Older versions of a table (FOR … AS OF) cannot be read here.",
  TableFunctionInvocation: "Table functions (TABLE(…)) are not allowed.",
  TableFunctionCall: "Table functions (TABLE(…)) are not allowed.",
  WithFunction: "Functions cannot be defined in a statement.",
  JsonTable: "JSON_TABLE is not allowed.",
  Table: "Write SELECT * FROM instead of TABLE.",
  MeasureDefinition: "MATCH_RECOGNIZE is not allowed.",
  Measure: "MATCH_RECOGNIZE is not allowed.",
  CurrentUser: "The user of the connection is not told.",
  CurrentCatalog: "The catalog of the connection is not told.",
  CurrentSchema: "The schema of the connection is not told.",
  CurrentPath: "The path of the connection is not told.",
  BackQuotedIdentifier: 'Names are quoted with ", not with `.',
  DigitIdentifier: 'A name that begins with a digit is quoted: "2024".',
};
