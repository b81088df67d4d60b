"""Full names of classes that a program can mention. What is known of them is in ``lib/clojure/core/classes.clj``."""

from __future__ import annotations

_BY_PACKAGE = {
    "clojure.lang": "ISeq IPersistentMap IPersistentVector IPersistentSet IPersistentCollection IPersistentList IPersistentStack"
    " Sequential Seqable Associative Counted Indexed ILookup IFn Fn AFn AFunction IDeref IPending IObj IMeta IReduce IReduceInit"
    " IReference IRecord IType Named Keyword Symbol Ratio BigInt Var Namespace Atom Ref Agent Volatile Delay MultiFn LazySeq"
    " PersistentVector PersistentList PersistentHashMap PersistentArrayMap PersistentHashSet PersistentTreeMap PersistentTreeSet"
    " PersistentQueue Cons MapEntry IMapEntry APersistentMap APersistentVector APersistentSet Range LongRange Iterate Repeat Cycle"
    " ChunkedCons ArraySeq StringSeq IChunkedSeq ExceptionInfo IExceptionInfo ArityException Reduced Sorted Reversible"
    " IEditableCollection ITransientCollection ITransientMap ITransientVector ITransientSet IHashEq IBlockingDeref IAtom IAtom2"
    " Compiler RT Util Numbers TaggedLiteral ReaderConditional Murmur3 Box Settable IDrop ExceptionInfo Compiler$CompilerException"
    " LispReader$ReaderException EdnReader$ReaderException IKVReduce ITransientAssociative PersistentStructMap"
    " LineNumberingPushbackReader IRef MapEquivalence IMapIterable IPersistentVector Seqable ISeq IAtom2 ARef AReference Range"
    " MethodImplCache Associative ASeq ArrayChunk IMapIterable ILookupThunk KeywordInvoke Unbound Var$Unbound",
    "java.util": "Map List Set Collection Iterator ArrayList HashMap HashSet LinkedList Date UUID Random Arrays Collections"
    " Comparator NoSuchElementException ConcurrentModificationException Map$Entry RandomAccess Locale Base64 LinkedHashMap TreeMap"
    " Queue Deque ArrayDeque Objects Optional InputMismatchException Calendar TimeZone Vector Stack Enumeration Properties",
    "java.util.regex": "Pattern Matcher PatternSyntaxException",
    "java.util.concurrent": "Callable TimeUnit Future ExecutionException CancellationException TimeoutException ConcurrentHashMap"
    " RejectedExecutionException"
    " LinkedBlockingQueue CountDownLatch atomic.AtomicLong atomic.AtomicInteger atomic.AtomicReference ThreadLocalRandom",
    "java.io": "File Reader Writer StringReader StringWriter PrintWriter IOException FileNotFoundException EOFException"
    " InputStream OutputStream PushbackReader BufferedReader BufferedWriter Closeable Serializable UncheckedIOException"
    " ByteArrayInputStream ByteArrayOutputStream StreamTokenizer",
    "java.math": "BigInteger BigDecimal MathContext RoundingMode",
    "java.time": "Instant Duration LocalDate LocalDateTime",
    "java.net": "URI URL URISyntaxException MalformedURLException",
    "java.sql": "Timestamp Date",
    "java.text": "SimpleDateFormat ParseException NumberFormat DecimalFormat",
    "java.lang": "ReflectiveOperationException VirtualMachineError CloneNotSupportedException Iterable AutoCloseable ThreadLocal"
    " Process ProcessBuilder ClassLoader Appendable InstantiationException IllegalAccessException NoClassDefFoundError"
    " UnsupportedClassVersionError IllegalMonitorStateException StackTraceElement",
    "java.nio.charset": "Charset StandardCharsets",
    "java.nio.file": "Files Path Paths NoSuchFileException",
    "java.util.function": "Function Supplier Consumer Predicate BiFunction",
    "java.lang.reflect": "Array Method Field InvocationTargetException",
}
KNOWN = frozenset(f"{package}.{name}" for package, names in _BY_PACKAGE.items() for name in names.split())
